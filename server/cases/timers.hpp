#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// What became of the timers that were due.
struct TimerReport {
    std::size_t performed = 0;  ///< an action of `system` followed: T06, or the clock was marked as late
    std::size_t reminded = 0;   ///< reminders sent
    std::size_t finished = 0;   ///< no action had to follow
    std::size_t failed = 0;     ///< broken; logged, and tried again at the next look
    std::optional<records::Timer> last{};  ///< the last of a full batch: there may be more behind it
};

/// Takes up to `limit` timers that are due, oldest first, those behind `after` alone, each in a unit of work
/// of its own: see deadlines.hpp. What came due during a downtime is caught up.
TimerReport run_timers(store::Store& store, const Environment& env, std::size_t limit = 100,
                       records::Timer after = {.due_at = -1});

/// The deadline service: a thread that looks at the timers, at the calendar in force (and counts the clocks
/// again when it is another one), and at the idempotency records that may be forgotten.
class Runner {
  public:
    /// All must outlive the runner.
    Runner(store::Store& store, EnvironmentSource& environment,
           std::chrono::milliseconds interval = std::chrono::seconds(20));
    ~Runner();  ///< stops
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    void start();
    /// Looks now. From any thread.
    void wake();
    /// Finishes the batch in hand and joins. Call it before the store is closed.
    void stop();

  private:
    void run();
    void look();
    bool keep_calendar();
    bool stopping();

    store::Store& store_;
    EnvironmentSource& environment_;
    std::chrono::milliseconds interval_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool woken_ = false;
    std::thread thread_;
};

}  // namespace qingqian::cases
