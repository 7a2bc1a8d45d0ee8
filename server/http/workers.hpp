#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace qingqian::http {

/// Threads for what blocks: files, digests, password hashing. One pool for the whole program.
class Workers {
  public:
    /// `threads` 0 means one per core. At most `capacity` tasks wait.
    explicit Workers(unsigned threads = 0, std::size_t capacity = 1024);
    /// Runs what still waits, then ends the threads.
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Queues a task, which must not throw. False when the queue is full or the pool has stopped: answer 503.
    [[nodiscard]] bool submit(std::move_only_function<void()> task);
    /// Runs what still waits and joins the threads; later tasks are refused.
    void stop();

  private:
    void run();

    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<std::move_only_function<void()>> tasks_;
    std::size_t capacity_;
    bool stopped_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace qingqian::http
