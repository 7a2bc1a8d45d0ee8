#include "scanner.hpp"

#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "content_check.hpp"
#include "store/attachments.hpp"

namespace qingqian::files {
namespace {

constexpr std::size_t batch = 16;
// A poll stands behind the wake: another node's upload, or a verdict that could not be written, is not
// forgotten.
constexpr std::chrono::seconds poll{30};

}  // namespace

Scanner::Scanner(store::Store& store, const BlobStore& blobs, Report report, std::optional<Clamd> clamd)
    : store_(store), blobs_(blobs), report_(std::move(report)), clamd_(std::move(clamd)) {}

Scanner::~Scanner() {
    stop();
}

void Scanner::start() {
    thread_ = std::thread([this] { run(); });
}

void Scanner::wake() {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_one();
}

void Scanner::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

bool Scanner::stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void Scanner::run() {
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait_for(lock, poll, [this] { return woken_ || stopping_; });
            if (stopping_) return;
            woken_ = false;
        }
        try {
            while (!stopping() && scan_batch()) continue;
        } catch (const std::exception& error) {
            report_(error.what());
        }
    }
}

// A virus weighs more than anything else that is wrong with a file, and what cannot be searched for one is no
// better than what cannot be read.
std::expected<Verdict, std::string> Scanner::look_at(const records::Attachment& attachment) const {
    const auto path = blobs_.path_of(attachment.sha256);
    auto found = check_content(path, attachment.content_type);
    const auto add = [&found](const std::string& detail) {
        if (!found.detail.empty() && !detail.empty()) found.detail += ' ';
        found.detail += detail;
    };
    if (!clamd_) {
        add("virus_unchecked");
        return found;
    }
    auto virus = clamd_->scan(path);
    if (!virus) return std::unexpected("clamd: " + virus.error());
    if (virus->verdict != "clean") found.verdict = virus->verdict;
    add(virus->detail);
    return found;
}

/// One batch; true when there may be more.
bool Scanner::scan_batch() {
    using Pending = std::vector<records::Attachment>;
    auto pending = store_.read_now<Pending>(
        [](store::ReadTx& tx) -> base::Result<Pending> { return store::attachments::pending(tx, batch); });
    if (!pending) {
        report_("pending attachments cannot be read: " + pending.error().log_detail);
        return false;
    }
    for (const auto& attachment : *pending) {
        if (stopping()) return false;
        const auto found = look_at(attachment);
        if (!found) {
            // They wait; the next poll tries again.
            report_(found.error());
            return false;
        }
        const auto written = store_.write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
            store::attachments::set_verdict(tx, attachment.id, found->verdict, found->detail, found->pages);
            return true;
        });
        if (!written) {
            report_("a verdict cannot be written: " + written.error().log_detail);
            return false;
        }
    }
    return pending->size() == batch;
}

}  // namespace qingqian::files
