#include "collect.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

#include "store/attachments.hpp"
#include "store/drafts.hpp"
#include "store/inbound.hpp"
#include "store/uploads.hpp"

namespace qingqian::files {
namespace {

constexpr std::size_t page = 5'000;
constexpr std::chrono::hours interval{1};
constexpr int looks_a_day = 24;
// A request that began before the end of an upload's time may still be adding to it.
constexpr std::chrono::hours grace{1};

using Keys = std::vector<std::uint64_t>;

/// The front of a digest. Where two begin alike, an orphan stays; no blob that has a row is ever taken for
/// one.
std::uint64_t key_of(std::string_view sha256) {
    std::uint64_t key = 0;
    std::from_chars(sha256.data(), sha256.data() + std::min<std::size_t>(16, sha256.size()), key, 16);
    return key;
}

/// The keys of every digest that `digests` yields page by page.
template <class Digest>
base::Result<bool> add_keys(store::Store& store, Keys& keys,
                            std::vector<Digest> (*digests)(store::ReadTx&, std::int64_t, std::size_t)) {
    using Digests = std::vector<Digest>;
    for (std::int64_t after = 0;;) {
        auto some = store.read_now<Digests>([after, digests](store::ReadTx& tx) -> base::Result<Digests> {
            return digests(tx, after, page);
        });
        if (!some) return std::unexpected(std::move(some.error()));
        for (const auto& digest : *some) {
            if (!digest.sha256.empty()) keys.push_back(key_of(digest.sha256));
        }
        if (some->size() < page) return true;
        after = some->back().id;
    }
}

base::Result<Keys> keys_in_use(store::Store& store) {
    Keys keys;
    if (auto done = add_keys(store, keys, &store::attachments::digests); !done)
        return std::unexpected(std::move(done.error()));
    if (auto done = add_keys(store, keys, &store::inbound::digests); !done)
        return std::unexpected(std::move(done.error()));
    std::ranges::sort(keys);
    return keys;
}

base::UtcMillis before(base::UtcMillis now, std::chrono::milliseconds age) {
    return now - age.count();
}

std::unexpected<base::Problem> disk_failed(const std::exception& error) {
    auto problem = base::problem("unavailable", {{"seconds", "10"}});
    problem.log_detail = error.what();
    return std::unexpected(std::move(problem));
}

}  // namespace

base::Result<Collected> collect_orphans(store::Store& store, const BlobStore& blobs, base::UtcMillis now) {
    // Rows first: a blob that gets its row after this was written a moment ago, and is too young to be looked
    // at.
    const auto keys = keys_in_use(store);
    if (!keys) return std::unexpected(keys.error());
    try {
        Collected collected;
        std::vector<std::string> alone;
        blobs.each_before(before(now, orphan_after), [&](std::string_view sha256) {
            if (!std::ranges::binary_search(*keys, key_of(sha256))) alone.emplace_back(sha256);
        });
        for (const auto& sha256 : alone) {
            if (blobs.set_aside(sha256, before(now, orphan_after))) ++collected.set_aside;
        }
        collected.deleted = blobs.remove_orphans(before(now, orphan_kept));
        return collected;
    } catch (const std::exception& error) {
        return disk_failed(error);
    }
}

base::Result<std::size_t> sweep_uploads(store::Store& store, const BlobStore& blobs, base::UtcMillis now,
                                        std::chrono::milliseconds kept) {
    const auto forgotten = store.write_now<bool>([](store::WriteTx& tx) -> base::Result<bool> {
        store::uploads::forget(tx, before(tx.now(), expiry_remembered));
        return true;
    });
    if (!forgotten) return std::unexpected(forgotten.error());
    try {
        return blobs.remove_stale_uploads(before(now, kept + grace));
    } catch (const std::exception& error) {
        return disk_failed(error);
    }
}

base::Result<std::size_t> forget_drafts(store::Store& store, std::chrono::milliseconds kept) {
    constexpr std::size_t at_once = 100;
    std::size_t all = 0;
    while (true) {
        const auto some =
            store.write_now<std::size_t>([kept](store::WriteTx& tx) -> base::Result<std::size_t> {
                return store::drafts::remove_stale(tx, before(tx.now(), kept), at_once);
            });
        if (!some) return some;
        all += *some;
        if (*some < at_once) return all;
    }
}

Collector::Collector(store::Store& store, const BlobStore& blobs, const base::Clock& clock,
                     std::chrono::milliseconds upload_kept, std::chrono::milliseconds draft_kept,
                     Report report)
    : store_(store),
      blobs_(blobs),
      clock_(clock),
      upload_kept_(upload_kept),
      draft_kept_(draft_kept),
      report_(std::move(report)) {}

Collector::~Collector() {
    stop();
}

void Collector::start() {
    thread_ = std::thread([this] { run(); });
}

void Collector::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

void Collector::run() {
    for (int look = 0;; look = (look + 1) % looks_a_day) {
        {
            std::unique_lock lock(mutex_);
            if (changed_.wait_for(lock, interval, [this] { return stopping_; })) return;
        }
        const auto swept = sweep_uploads(store_, blobs_, clock_.now(), upload_kept_);
        const auto drafts = forget_drafts(store_, draft_kept_);
        auto collected = look == 0 ? collect_orphans(store_, blobs_, clock_.now()) : Collected{};
        if (!swept) collected = std::unexpected(swept.error());
        if (!drafts) collected = std::unexpected(drafts.error());
        if (collected) {
            collected->uploads = swept.value_or(0);
            collected->drafts = drafts.value_or(0);
        }
        report_(collected);
    }
}

}  // namespace qingqian::files
