#include "mail_poll.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace qingqian::notifier {
namespace {

constexpr std::uint64_t most_header = 1024 * 1024;

void report(std::string_view event, const std::string& detail) {
    base::log(base::LogLevel::warning, event, {{"detail", detail}});
}

}  // namespace

MailPoll::MailPoll(MailPollOptions options, Keep keep)
    : options_(std::move(options)), keep_(std::move(keep)) {}

MailPoll::~MailPoll() {
    stop();
}

void MailPoll::start() {
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void MailPoll::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool MailPoll::stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

bool MailPoll::take(channels::Imap& imap, std::uint64_t validity, std::uint64_t uid) {
    const auto size = imap.size(uid);
    if (!size || !*size) return false;
    ArrivedMail mail;
    mail.place = options_.mailbox.folder + ";" + std::to_string(validity) + ";" + std::to_string(uid);
    mail.too_large = **size > options_.max_bytes;
    auto raw = imap.fetch(uid, mail.too_large, mail.too_large ? most_header : options_.max_bytes);
    if (!raw) {
        report("mail_not_fetched", raw.error());
        return false;
    }
    if (!*raw) return false;
    mail.raw = std::move(**raw);
    if (!keep_(mail)) return false;
    if (const auto marked = imap.mark_read(uid); !marked) report("mail_not_marked", marked.error());
    return true;
}

std::size_t MailPoll::look() {
    channels::Imap imap(options_.mailbox, options_.timeout);
    const auto validity = imap.open();
    if (!validity) {
        report("mailbox_not_opened", validity.error());
        return 0;
    }
    const auto uids = imap.unread(options_.at_once);
    if (!uids) {
        report("mailbox_not_read", uids.error());
        return 0;
    }
    std::size_t kept = 0;
    for (const auto uid : *uids) {
        if (stopping()) break;
        if (take(imap, *validity, uid)) ++kept;
    }
    imap.log_out();
    if (kept > 0) base::log(base::LogLevel::info, "mails_taken", {{"count", kept}});
    return kept;
}

void MailPoll::run() {
    while (!stopping()) {
        try {
            look();
        } catch (const std::exception& error) {
            base::log(base::LogLevel::error, "mail_poll_failed", {{"detail", error.what()}});
        }
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, options_.interval, [this] { return stopping_; });
    }
}

}  // namespace qingqian::notifier
