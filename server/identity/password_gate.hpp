#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

#include "http/workers.hpp"

namespace qingqian::identity {

/// Keeps password hashing within bounds: few at once (each holds 19 MiB and a core), a short line behind
/// them, and always a worker left over for files.
class PasswordGate {
  public:
    /// `at_once` 0 means the number of cores less one, at least one.
    explicit PasswordGate(http::Workers& workers, std::size_t at_once = 0, std::size_t waiting_max = 64);

    /// Runs `task`, which must not throw, on a worker when its turn comes. False when the line is full.
    [[nodiscard]] bool submit(std::move_only_function<void()> task);

  private:
    bool start(std::move_only_function<void()> task);
    void finished();

    http::Workers& workers_;
    std::size_t at_once_;
    std::size_t waiting_max_;
    std::mutex mutex_;
    std::size_t running_ = 0;
    std::deque<std::move_only_function<void()>> waiting_;
};

}  // namespace qingqian::identity
