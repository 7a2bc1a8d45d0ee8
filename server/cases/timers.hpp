#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// What became of the timers that were due.
struct TimerReport {
    std::size_t performed = 0;  ///< an action of `system` followed, e.g. T06
    std::size_t finished = 0;   ///< nothing had to be done any more
    std::size_t failed = 0;     ///< refused or broken; logged, and tried again at the next look
};

/// Takes up to `limit` timers that are due, oldest first, each in a unit of work of its own: `system`
/// performs what the definition lets it do on the case (T06 once the supplement clock has passed), otherwise
/// the timer is finished. What came due during a downtime is caught up.
TimerReport run_timers(store::Store& store, const Environment& env, std::size_t limit = 100);

/// A thread that looks at the timers, and at the idempotency records that may be forgotten.
class Runner {
  public:
    /// All must outlive the runner.
    Runner(store::Store& store, const EnvironmentSource& environment,
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
    bool stopping();

    store::Store& store_;
    const EnvironmentSource& environment_;
    std::chrono::milliseconds interval_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool woken_ = false;
    std::thread thread_;
};

}  // namespace qingqian::cases
