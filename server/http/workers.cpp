#include "workers.hpp"

#include <algorithm>

namespace qingqian::http {

Workers::Workers(unsigned threads, std::size_t capacity) : capacity_(capacity) {
    if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Workers::~Workers() {
    stop();
}

bool Workers::submit(std::move_only_function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (stopped_ || tasks_.size() >= capacity_) return false;
        tasks_.push_back(std::move(task));
    }
    filled_.notify_one();
    return true;
}

void Workers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    filled_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void Workers::run() {
    for (;;) {
        std::move_only_function<void()> task;
        {
            std::unique_lock lock(mutex_);
            filled_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        task();
    }
}

}  // namespace qingqian::http
