#include "timers.hpp"

#include <exception>
#include <vector>

#include "base/log.hpp"
#include "deadlines.hpp"
#include "notice_choices.hpp"
#include "recompute.hpp"
#include "recount_turn.hpp"
#include "store/history.hpp"
#include "store/idempotency.hpp"
#include "telephone.hpp"
#include "untold.hpp"
#include "webhooks.hpp"

namespace qingqian::cases {
namespace {

using records::Timer;

// An answer is kept for as long as a client may come back with its key.
constexpr base::UtcMillis answers_kept = 7LL * 24 * 60 * 60 * 1000;

/// Hands timers to the store, each a unit of work of its own, and adds up what came of them. They are
/// submitted oldest first and share syncs.
class Batch {
  public:
    Batch(store::Store& store, const Environment& env) : store_(store), env_(env) {}

    void submit(const Timer& timer) {
        {
            const std::lock_guard lock(mutex_);
            ++under_way_;
        }
        store_.write<Look>([this, timer](store::WriteTx& tx) { return look_at(tx, env_, timer); },
                           [this, timer](base::Result<Look> look) { take(timer, look); });
    }

    TimerReport wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return under_way_ == 0; });
        return report_;
    }

  private:
    void take(const Timer& timer, const base::Result<Look>& look) {
        const std::lock_guard lock(mutex_);
        --under_way_;
        if (!look) {
            ++report_.failed;
            base::log(base::LogLevel::error, "timer_failed",
                      {{"timer", timer.id},
                       {"case", timer.complaint},
                       {"code", look.error().code},
                       {"detail", look.error().log_detail}});
        } else {
            report_.reminded += look->reminded;
            ++(look->performed ? report_.performed : report_.finished);
        }
        // Told under the lock: whoever waits may destroy this as soon as it sees the count.
        changed_.notify_all();
    }

    store::Store& store_;
    const Environment& env_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t under_way_ = 0;
    TimerReport report_;
};

base::Result<std::vector<Timer>> due(store::Store& store, std::size_t limit, const Timer& after) {
    return store.read_now<std::vector<Timer>>(
        [limit, after](store::ReadTx& tx) -> base::Result<std::vector<Timer>> {
            return store::history::due_timers(tx, tx.now(), limit, after);
        });
}

void forget_answers(store::Store& store) {
    const auto done = store.write_now<bool>([](store::WriteTx& tx) -> base::Result<bool> {
        store::idempotency::expire(tx, tx.now() - answers_kept);
        return true;
    });
    if (!done) base::log(base::LogLevel::warning, "old_answers_kept", {{"code", done.error().code}});
}

void tell_of_paused(store::Store& store, const Environment& env) {
    (void)store.write_now<bool>([&env](store::WriteTx& tx) -> base::Result<bool> {
        // Nothing to be kept where nobody had to be told.
        if (tell_of_paused_webhooks(tx, env) == 0) return base::refuse("not_found");
        return true;
    });
}

}  // namespace

TimerReport run_timers(store::Store& store, const Environment& env, std::size_t limit, Timer after) {
    const auto timers = due(store, limit, after);
    if (!timers) return {.failed = 1};
    Batch batch(store, env);
    for (const auto& timer : *timers) batch.submit(timer);
    auto report = batch.wait();
    if (timers->size() == limit) report.last = timers->back();
    return report;
}

Runner::Runner(store::Store& store, EnvironmentSource& environment, std::chrono::milliseconds interval)
    : store_(store), environment_(environment), interval_(interval) {
    environment_.on_replace([this] { wake(); });
}

Runner::~Runner() {
    environment_.on_replace({});
    stop();
}

void Runner::start() {
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void Runner::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void Runner::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool Runner::stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

// A calendar, a rate or a body may have been loaded by another node or from the command line, or a recount
// may have been cut short by a crash. False while another process counts: dates are not final then.
bool Runner::keep_calendar() {
    const auto followed = follow_reference(store_, environment_);
    const auto env = environment_.get();
    const auto done = followed ? recounted(store_, *env) : std::unexpected(followed.error());
    if (!done) {
        base::log(base::LogLevel::warning, "reference_not_looked_at",
                  {{"code", done.error().code}, {"detail", done.error().log_detail}});
    } else if (!*done) {
        if (recount_turn::is_anothers(store_).value_or(false)) return false;
        recount_clocks(store_, *env, [this] { return stopping(); });
    }
    return true;
}

void Runner::look() {
    constexpr std::size_t limit = 1000;
    if (!keep_calendar()) return;
    const auto env = environment_.get();
    // In slices, so that a long downtime is caught up without keeping `stop` waiting. What fails stays due,
    // and is passed over until the next look.
    std::optional<records::Timer> last = records::Timer{.due_at = -1};
    while (last && !stopping()) {
        const auto report = run_timers(store_, *env, limit, *last);
        last = report.last;
        if (report.performed + report.finished == 0) continue;
        base::log(base::LogLevel::info, "timers",
                  {{"performed", report.performed},
                   {"reminded", report.reminded},
                   {"finished", report.finished},
                   {"failed", report.failed}});
    }
    if (const auto told = tell_untold(store_, *env, [this] { return stopping(); }); told > 0)
        base::log(base::LogLevel::info, "moved_dates_told", {{"events", told}});
    if (const auto calls = take_exhausted(store_, *env); calls > 0)
        base::log(base::LogLevel::warning, "to_be_told_by_telephone", {{"count", calls}});
    if (const auto digests = send_digests(store_, *env); digests > 0)
        base::log(base::LogLevel::info, "digests", {{"count", digests}});
    tell_of_paused(store_, *env);
    forget_answers(store_);
}

void Runner::run() {
    while (!stopping()) {
        try {
            look();
        } catch (const std::exception& error) {
            base::log(base::LogLevel::error, "timers_failed", {{"detail", error.what()}});
        }
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, interval_, [this] { return stopping_ || woken_; });
        woken_ = false;
    }
}

}  // namespace qingqian::cases
