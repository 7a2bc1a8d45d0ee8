#include "recompute.hpp"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/embedded.hpp"
#include "base/log.hpp"
#include "cases/notices.hpp"
#include "cases/recount_turn.hpp"
#include "cases/reference_change.hpp"
#include "cases/step.hpp"
#include "cases/system.hpp"
#include "store/calendar_moves.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/reference.hpp"
#include "workflow/clocks.hpp"

namespace qingqian::cases {
namespace {

using records::CaseClock;

constexpr std::size_t page = 1000;
// Small enough that somebody else's write waits some ten milliseconds, large enough that neither syncs count
// nor the pages that are read anew after another process has written.
constexpr std::size_t clocks_a_unit = 512;
constexpr std::size_t units_at_once = 2;

/// What becomes of a clock by another calendar.
enum class Outcome { same, confirmed, moved };

Outcome outcome(const CaseClock& clock, const CaseClock& after) {
    if (after.due_legal != clock.due_legal) return Outcome::moved;
    const bool counted_alike = after.due_raw == clock.due_raw && after.provisional == clock.provisional;
    return counted_alike ? Outcome::same : Outcome::confirmed;
}

struct Tally {
    std::size_t moved = 0;
    std::size_t confirmed = 0;
    std::size_t left = 0;
    bool had_the_turn = true;
};

// For whoever asks what a calendar moved; the case's own event says the same.
void note_move(store::WriteTx& tx, const CaseClock& before, const CaseClock& after) {
    store::calendar_moves::Move move;
    move.complaint = before.complaint;
    move.clock = before.kind;
    move.due_before = before.due_legal;
    move.due_after = after.due_legal;
    move.version_before = before.calendar_version;
    move.version = after.calendar_version;
    move.at = tx.now();
    store::calendar_moves::insert(tx, move);
}

void recount_one(store::WriteTx& tx, const Environment& env, const CaseClock& seen, Tally& tally) {
    // Locked and read again: since the page was read the case may have moved on.
    const auto complaint = store::complaints::find_by_id(tx, seen.complaint, true);
    if (!complaint) return;
    const auto clocks = store::history::clocks(tx, seen.complaint);
    const auto clock = std::ranges::find(clocks, seen.id, &CaseClock::id);
    if (clock == clocks.end() || clock->state != "running") return;
    const auto after = workflow::recount(*clock, env.calendar);
    const auto what = outcome(*clock, after);
    if (what == Outcome::same) return;
    const bool moves = what == Outcome::moved;
    const auto done = take_step(tx, env, the_system(), *complaint, moves ? "recompute_due" : "confirm_due",
                                {{"clock", clock->kind}, {"reason", "放假安排 " + env.calendar.version()}},
                                "/input", nullptr, Telling::after_it);
    if (!done) {
        ++tally.left;
        base::log(base::LogLevel::warning, "clock_kept_its_date",
                  {{"case", seen.complaint}, {"clock", seen.kind}, {"code", done.error().code}});
        return;
    }
    ++(moves ? tally.moved : tally.confirmed);
    if (moves) note_move(tx, *clock, after);
}

/// Hands units of work to the store, a few at a time, and adds up what came of them.
class Writing {
  public:
    Writing(store::Store& store, const Environment& env, std::chrono::milliseconds breather,
            RecountReport& report)
        : store_(store), env_(env), breather_(breather), report_(report) {}
    ~Writing() { wait_for(0); }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

    void submit(std::vector<CaseClock> clocks) {
        if (lost_the_turn()) return;
        if (breather_.count() == 0) {
            wait_for(units_at_once - 1);
        } else {
            wait_for(0);
            std::this_thread::sleep_for(breather_);
        }
        {
            const std::lock_guard lock(mutex_);
            ++under_way_;
        }
        const auto count = clocks.size();
        store_.write<Tally>(
            [this, clocks = std::move(clocks)](store::WriteTx& tx) -> base::Result<Tally> {
                Tally tally;
                tally.had_the_turn = recount_turn::keep(tx);
                if (!tally.had_the_turn) return tally;
                for (const auto& clock : clocks) recount_one(tx, env_, clock, tally);
                return tally;
            },
            [this, count](base::Result<Tally> tally) { take(count, tally); });
    }

    void wait_for(std::size_t most) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return under_way_ <= most; });
    }

    bool lost_the_turn() {
        const std::lock_guard lock(mutex_);
        return lost_the_turn_;
    }

  private:
    void take(std::size_t count, const base::Result<Tally>& tally) {
        const std::lock_guard lock(mutex_);
        --under_way_;
        if (tally && !tally->had_the_turn) {
            lost_the_turn_ = true;
            report_.complete = false;
        } else if (tally) {
            report_.moved += tally->moved;
            report_.confirmed += tally->confirmed;
            report_.left += tally->left;
        } else {
            report_.left += count;
            report_.complete = false;
            base::log(base::LogLevel::error, "recount_failed",
                      {{"code", tally.error().code}, {"detail", tally.error().log_detail}});
        }
        // Told under the lock: whoever waits may destroy this as soon as it sees the count.
        changed_.notify_all();
    }

    store::Store& store_;
    const Environment& env_;
    std::chrono::milliseconds breather_;
    RecountReport& report_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t under_way_ = 0;
    bool lost_the_turn_ = false;
};

base::Result<std::vector<CaseClock>> next_page(store::Store& store, std::int64_t after) {
    return store.read_now<std::vector<CaseClock>>(
        [after](store::ReadTx& tx) -> base::Result<std::vector<CaseClock>> {
            return store::history::running_clocks(tx, after, page);
        });
}

void walk(store::Store& store, const Environment& env, const std::function<bool()>& stopping,
          std::chrono::milliseconds breather, RecountReport& report) {
    Writing writing(store, env, breather, report);
    std::vector<CaseClock> changed;
    std::int64_t after = 0;
    while (true) {
        if (stopping() || writing.lost_the_turn()) {
            report.complete = false;
            return;
        }
        auto clocks = next_page(store, after);
        if (!clocks) {
            report.complete = false;
            return;
        }
        report.looked += clocks->size();
        for (auto& clock : *clocks) {
            after = clock.id;
            if (clock.calendar_version == env.calendar.version()) continue;
            if (outcome(clock, workflow::recount(clock, env.calendar)) == Outcome::same) continue;
            changed.push_back(std::move(clock));
            if (changed.size() == clocks_a_unit) writing.submit(std::exchange(changed, {}));
        }
        if (clocks->size() < page) break;
    }
    if (!changed.empty()) writing.submit(std::move(changed));
}

void note_done(store::Store& store, const Environment& env, bool complete) {
    const auto version = env.calendar.version();
    const auto done = store.write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
        if (complete) store::reference::put_setting(tx, recounted_setting, version);
        recount_turn::give_back(tx);
        return true;
    });
    if (!done) base::log(base::LogLevel::warning, "recount_not_noted", {{"code", done.error().code}});
}

bool take_turn(store::Store& store) {
    const auto mine = store.write_now<bool>(
        [](store::WriteTx& tx) -> base::Result<bool> { return recount_turn::keep(tx); });
    return mine && *mine;
}

base::Result<std::string> setting(store::Store& store, std::string_view name) {
    return store.read_now<std::string>([name](store::ReadTx& tx) -> base::Result<std::string> {
        return store::reference::setting(tx, name).value_or("");
    });
}

}  // namespace

RecountReport recount_clocks(store::Store& store, const Environment& env,
                             const std::function<bool()>& stopping, std::chrono::milliseconds breather) {
    RecountReport report;
    if (!take_turn(store)) {
        report.complete = false;
        return report;
    }
    walk(store, env, stopping, breather, report);
    note_done(store, env, report.complete);
    base::log(base::LogLevel::info, "clocks_recounted",
              {{"calendar", env.calendar.version()},
               {"looked", report.looked},
               {"moved", report.moved},
               {"confirmed", report.confirmed},
               {"left", report.left},
               {"complete", report.complete}});
    return report;
}

base::Result<bool> follow_reference(store::Store& store, EnvironmentSource& source) {
    const auto current = source.get();
    const auto stamp = setting(store, reference_stamp);
    if (!stamp) return std::unexpected(stamp.error());
    if (*stamp == current->stamp) return false;
    base::reread_override_directory();
    auto next = store.read_now<EnvironmentPtr>([&](store::ReadTx& tx) -> base::Result<EnvironmentPtr> {
        return load_environment(tx, current->settings);
    });
    if (!next) return std::unexpected(next.error());
    source.replace(std::move(*next));
    return true;
}

base::Result<bool> recounted(store::Store& store, const Environment& env) {
    const auto version = setting(store, recounted_setting);
    if (!version) return std::unexpected(version.error());
    return *version == env.calendar.version();
}

}  // namespace qingqian::cases
