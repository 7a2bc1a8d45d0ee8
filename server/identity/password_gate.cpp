#include "password_gate.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace qingqian::identity {

PasswordGate::PasswordGate(http::Workers& workers, std::size_t at_once, std::size_t waiting_max)
    : workers_(workers), at_once_(at_once), waiting_max_(waiting_max) {
    if (at_once_ == 0) at_once_ = std::max(2U, std::thread::hardware_concurrency()) - 1;
}

bool PasswordGate::submit(std::move_only_function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (running_ >= at_once_) {
            if (waiting_.size() >= waiting_max_) return false;
            waiting_.push_back(std::move(task));
            return true;
        }
        ++running_;
    }
    if (start(std::move(task))) return true;
    const std::lock_guard lock(mutex_);
    --running_;
    return false;
}

bool PasswordGate::start(std::move_only_function<void()> task) {
    return workers_.submit([this, task = std::move(task)]() mutable {
        task();
        finished();
    });
}

void PasswordGate::finished() {
    // The next in line runs on this very worker: handing it to the pool could fail when the pool is full, and
    // nobody would be there to answer for it.
    for (;;) {
        std::move_only_function<void()> next;
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.empty()) {
                --running_;
                return;
            }
            next = std::move(waiting_.front());
            waiting_.pop_front();
        }
        next();
    }
}

}  // namespace qingqian::identity
