#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "cases/environment.hpp"
#include "store/store.hpp"

namespace qingqian::commands {

/// The lines of a file of heads, in order; none when it is not there. Throws std::runtime_error.
std::vector<std::string> read_heads(const std::string& path);

/// A thread that once a legal day appends the heads of all chains to a file outside the data directory, made
/// durable, and mails them.
class HeadKeeper {
  public:
    /// With neither `path` nor `mail` it does nothing. All must outlive it. `failed` is for the log.
    HeadKeeper(store::Store& store, cases::EnvironmentSource& environment, const base::Clock& clock,
               std::string path, std::string mail, std::function<void(std::string_view)> failed);
    ~HeadKeeper();  ///< stops
    HeadKeeper(const HeadKeeper&) = delete;
    HeadKeeper& operator=(const HeadKeeper&) = delete;

    void start();
    /// Finishes the line in hand and joins. Call it before the store is closed.
    void stop();
    /// Writes the line of today if there is none yet; whether one was written. Throws std::runtime_error.
    bool keep();

  private:
    void run();

    store::Store& store_;
    cases::EnvironmentSource& environment_;
    const base::Clock& clock_;
    std::string path_;
    std::string mail_;
    std::function<void(std::string_view)> failed_;
    std::string last_day_;  ///< where there is a mail alone
    std::thread thread_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
};

}  // namespace qingqian::commands
