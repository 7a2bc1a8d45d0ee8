#include "mailer.hpp"

#include <new>
#include <utility>

namespace qingqian::notifier {
namespace {

constexpr int longest_nap_ms = 1'000;

struct Cleanup {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using Multi = std::unique_ptr<CURLM, Cleanup>;

/// As curl_easy_perform, but with the connections that `multi` has kept.
CURLcode perform(CURLM* multi, CURL* handle) {
    CURLcode result = CURLE_FAILED_INIT;
    if (curl_multi_add_handle(multi, handle) != CURLM_OK) return result;
    for (int running = 1; running > 0;) {
        if (curl_multi_perform(multi, &running) != CURLM_OK) break;
        if (running > 0) curl_multi_poll(multi, nullptr, 0, longest_nap_ms, nullptr);
    }
    int left = 0;
    while (const CURLMsg* info = curl_multi_info_read(multi, &left)) {
        if (info->msg == CURLMSG_DONE) result = info->data.result;
    }
    curl_multi_remove_handle(multi, handle);
    return result;
}

}  // namespace

Mailer::Mailer(std::size_t threads, Done done) : done_(std::move(done)) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Mailer::~Mailer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_all();
    }
    for (auto& thread : threads_) thread.join();
}

void Mailer::send(std::unique_ptr<Transfer> transfer) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(transfer));
    changed_.notify_one();
}

std::unique_ptr<Transfer> Mailer::next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return nullptr;
    auto transfer = std::move(waiting_.front());
    waiting_.pop_front();
    return transfer;
}

void Mailer::run() {
    const Multi multi(curl_multi_init());
    if (!multi) throw std::bad_alloc();
    while (auto transfer = next()) {
        const auto result = perform(multi.get(), transfer->handle());
        done_(std::move(transfer), result);
    }
}

}  // namespace qingqian::notifier
