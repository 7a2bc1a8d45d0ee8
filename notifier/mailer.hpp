#pragma once

#include <curl/curl.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "notifier/transfer.hpp"

namespace qingqian::notifier {

/// Sends mails on threads of its own, one at a time each: libcurl waits for a relay's last answer inside a
/// call (smtp_done), and nobody else is to wait with it. Each thread keeps its connection to the relay.
class Mailer {
  public:
    /// Called on a thread of the mailer.
    using Done = std::function<void(std::unique_ptr<Transfer>, CURLcode)>;

    Mailer(std::size_t threads, Done done);
    ~Mailer();  ///< sends what it was given, then joins
    Mailer(const Mailer&) = delete;
    Mailer& operator=(const Mailer&) = delete;

    void send(std::unique_ptr<Transfer> transfer);

  private:
    void run();
    std::unique_ptr<Transfer> next();

    Done done_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::unique_ptr<Transfer>> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace qingqian::notifier
