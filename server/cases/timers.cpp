#include "timers.hpp"

#include <algorithm>
#include <exception>
#include <vector>

#include "base/log.hpp"
#include "perform.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/idempotency.hpp"

namespace qingqian::cases {
namespace {

using records::Timer;

// An answer is kept for as long as a client may come back with its key.
constexpr base::UtcMillis answers_kept = 7LL * 24 * 60 * 60 * 1000;
constexpr std::size_t batches_at_once = 50;

records::Actor the_system() {
    records::Actor actor;
    actor.kind = "system";
    actor.name = "系统";
    return actor;
}

/// What `system` may do from here when this clock has passed.
const workflow::Action* action_for(const workflow::Definition& definition, std::string_view state,
                                   std::string_view clock) {
    for (const auto& action : definition.actions) {
        const bool by_system = std::ranges::find(action.roles, "system") != action.roles.end();
        const bool from_here = std::ranges::find(action.from, state) != action.from.end();
        const bool of_clock = std::ranges::any_of(action.guards, [&](const std::string& guard) {
            const auto call = workflow::read_call(guard);
            return call.name == "clock_passed" && !call.arguments.empty() && call.arguments.front() == clock;
        });
        if (by_system && from_here && of_clock) return &action;
    }
    return nullptr;
}

/// Whether an action followed. A timer is finished either way, in the same transaction.
base::Result<bool> take(store::WriteTx& tx, const Environment& env, const Timer& timer) {
    bool performed = false;
    if (const auto complaint = store::complaints::find_by_id(tx, timer.complaint)) {
        const auto& definition = env.definition(complaint->definition, complaint->definition_version);
        if (const auto* action = action_for(definition, complaint->state, timer.clock)) {
            const auto done = perform(tx, env, the_system(), complaint->uid, std::nullopt, action->name, {});
            // Refused means that the case has moved on (the clock was started anew, say): it has other
            // timers.
            performed = done.has_value();
            if (!done)
                base::log(base::LogLevel::info, "timer_had_nothing_to_do",
                          {{"timer", timer.id}, {"case", timer.complaint}, {"code", done.error().code}});
        }
    }
    store::history::finish_timer(tx, timer.id, tx.now());
    return performed;
}

base::Result<std::vector<Timer>> due(store::Store& store, std::size_t limit) {
    return store.read_now<std::vector<Timer>>([limit](store::ReadTx& tx) -> base::Result<std::vector<Timer>> {
        return store::history::due_timers(tx, tx.now(), limit);
    });
}

void forget_answers(store::Store& store) {
    const auto done = store.write_now<bool>([](store::WriteTx& tx) -> base::Result<bool> {
        store::idempotency::expire(tx, tx.now() - answers_kept);
        return true;
    });
    if (!done) base::log(base::LogLevel::warning, "old_answers_kept", {{"code", done.error().code}});
}

}  // namespace

TimerReport run_timers(store::Store& store, const Environment& env, std::size_t limit) {
    TimerReport report;
    const auto timers = due(store, limit);
    if (!timers) {
        ++report.failed;
        return report;
    }
    for (const auto& timer : *timers) {
        const auto done = store.write_now<bool>([&](store::WriteTx& tx) { return take(tx, env, timer); });
        if (!done) {
            ++report.failed;
            base::log(base::LogLevel::error, "timer_failed",
                      {{"timer", timer.id},
                       {"case", timer.complaint},
                       {"code", done.error().code},
                       {"detail", done.error().log_detail}});
        } else if (*done) {
            ++report.performed;
        } else {
            ++report.finished;
        }
    }
    return report;
}

Runner::Runner(store::Store& store, const EnvironmentSource& environment, std::chrono::milliseconds interval)
    : store_(store), environment_(environment), interval_(interval) {}

Runner::~Runner() {
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

void Runner::look() {
    constexpr std::size_t limit = 100;
    const auto env = environment_.get();
    // Bounded, so that a long downtime is caught up in slices and `stop` never waits long.
    for (std::size_t batch = 0; batch < batches_at_once && !stopping(); ++batch) {
        const auto report = run_timers(store_, *env, limit);
        if (report.performed + report.finished > 0) {
            base::log(
                base::LogLevel::info, "timers",
                {{"performed", report.performed}, {"finished", report.finished}, {"failed", report.failed}});
        }
        if (report.failed > 0 || report.performed + report.finished < limit) break;
    }
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
