#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "notifier/channels/imap.hpp"

namespace qingqian::notifier {

/// A mail as it lies in the mailbox.
struct ArrivedMail {
    std::string place;  ///< "INBOX;17;204": folder, UIDVALIDITY, UID
    std::string raw;    ///< the whole mail, or its header alone when it is too large
    bool too_large = false;
};

struct MailPollOptions {
    channels::ImapConfig mailbox;
    std::chrono::milliseconds interval{30'000};
    std::chrono::milliseconds timeout{30'000};  ///< without a byte from the server
    std::uint64_t max_bytes = std::uint64_t{36} * 1024 * 1024;
    std::size_t at_once = 200;  ///< mails of one look
};

/// Looks into a mailbox: a thread that fetches what is not marked as read, hands each mail over, and marks it
/// as read when it was kept, never before. So a crash in between leaves it unread and it comes again; whoever
/// keeps it knows it by its place. Nothing is ever deleted or moved.
class MailPoll {
  public:
    /// Keeps a mail durably; true also for one that is kept already. False leaves it unread for the next
    /// look. Called on the poll's thread.
    using Keep = std::function<bool(const ArrivedMail&)>;

    MailPoll(MailPollOptions options, Keep keep);
    ~MailPoll();  ///< stops
    MailPoll(const MailPoll&) = delete;
    MailPoll& operator=(const MailPoll&) = delete;

    void start();
    /// Finishes the mail in hand and joins. Call it before the store is closed.
    void stop();
    /// One look, on the caller's thread: how many were kept. For tests.
    std::size_t look();

  private:
    void run();
    bool stopping();
    bool take(channels::Imap& imap, std::uint64_t validity, std::uint64_t uid);

    MailPollOptions options_;
    Keep keep_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace qingqian::notifier
