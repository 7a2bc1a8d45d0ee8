#include "kept_answers.hpp"

#include <algorithm>

namespace qingqian::api {
namespace {

constexpr std::size_t most_kept = 200;
constexpr int times_as_long = 100;
constexpr std::chrono::minutes longest{1};

}  // namespace

std::shared_ptr<KeptAnswers::Entry> KeptAnswers::entry(const std::string& key) {
    const auto found = entries_.find(key);
    if (found != entries_.end()) return found->second;
    // Whoever holds an entry keeps it; it is only no longer found.
    if (entries_.size() >= most_kept) {
        const auto now = Time::now();
        std::erase_if(entries_, [&](const auto& each) { return each.second->until < now; });
        if (entries_.size() >= most_kept) entries_.clear();
    }
    return entries_.emplace(key, std::make_shared<Entry>()).first->second;
}

boost::json::object KeptAnswers::of(const std::string& key, const Compute& compute) {
    std::shared_ptr<Entry> kept;
    std::unique_lock<std::mutex> adding;
    {
        const std::lock_guard lock(mutex_);
        kept = entry(key);
        adding = std::unique_lock(kept->adding, std::try_to_lock);
        if (kept->there && (!adding || Time::now() < kept->until)) return kept->answer;
    }
    // Where nothing is kept yet, everybody waits for the first.
    if (!adding) {
        adding.lock();
        const std::lock_guard lock(mutex_);
        if (kept->there && Time::now() < kept->until) return kept->answer;
    }
    const auto begun = Time::now();
    auto fresh = compute();
    const auto took = Time::now() - begun;
    const std::lock_guard lock(mutex_);
    kept->answer = fresh;
    kept->there = true;
    kept->until = Time::now() + std::min<Time::duration>(took * times_as_long, longest);
    return fresh;
}

}  // namespace qingqian::api
