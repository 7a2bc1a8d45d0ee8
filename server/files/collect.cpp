#include "collect.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

#include "store/attachments.hpp"
#include "store/inbound.hpp"

namespace qingqian::files {
namespace {

constexpr std::size_t page = 5'000;
constexpr std::chrono::hours first_look{1};
constexpr std::chrono::hours interval{24};

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

base::UtcMillis before(base::UtcMillis now, std::chrono::hours age) {
    return now - std::chrono::milliseconds(age).count();
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
        auto problem = base::problem("unavailable", {{"seconds", "10"}});
        problem.log_detail = error.what();
        return std::unexpected(std::move(problem));
    }
}

Collector::Collector(store::Store& store, const BlobStore& blobs, const base::Clock& clock, Report report)
    : store_(store), blobs_(blobs), clock_(clock), report_(std::move(report)) {}

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
    for (auto wait = first_look;; wait = interval) {
        {
            std::unique_lock lock(mutex_);
            if (changed_.wait_for(lock, wait, [this] { return stopping_; })) return;
        }
        report_(collect_orphans(store_, blobs_, clock_.now()));
    }
}

}  // namespace qingqian::files
