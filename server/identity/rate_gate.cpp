#include "rate_gate.hpp"

#include <algorithm>

#include "brake.hpp"

namespace qingqian::identity {
namespace {

constexpr base::UtcMillis hour = 3'600'000;
// A token is 3,600,000 units, so that each millisecond adds exactly `hourly` of them.
constexpr std::int64_t token = hour;

}  // namespace

RateGate::RateGate(HourlyBounds bounds, std::size_t blocks_max)
    : bounds_(bounds),
      blocks_max_(blocks_max),
      all_{bounds.all * token, 0},
      crowd_{bounds.block * token, 0} {}

void RateGate::fill(Bucket& bucket, std::int64_t hourly, base::UtcMillis now) {
    const auto passed = std::clamp<base::UtcMillis>(now - bucket.at, 0, hour);
    bucket.level = std::min(hourly * token, bucket.level + passed * hourly);
    bucket.at = now;
}

base::UtcMillis RateGate::wait_of(const Bucket& bucket, std::int64_t hourly) {
    if (bucket.level >= token) return 0;
    return (token - bucket.level + hourly - 1) / hourly;
}

RateGate::Bucket& RateGate::of_block(const std::string& block, base::UtcMillis now) {
    if (const auto known = blocks_.find(block); known != blocks_.end()) return known->second;
    if (blocks_.size() >= blocks_max_) forget_full(now);
    if (blocks_.size() >= blocks_max_) return crowd_;
    return blocks_.emplace(block, Bucket{bounds_.block * token, now}).first->second;
}

void RateGate::forget_full(base::UtcMillis now) {
    for (auto& [block, bucket] : blocks_) fill(bucket, bounds_.block, now);
    std::erase_if(blocks_, [&](const auto& entry) { return entry.second.level == bounds_.block * token; });
}

base::UtcMillis RateGate::take(std::string_view address, base::UtcMillis now) {
    const std::lock_guard lock(mutex_);
    auto* block = bounds_.block > 0 ? &of_block(block_of(address), now) : nullptr;
    base::UtcMillis wait = 0;
    if (block != nullptr) {
        fill(*block, bounds_.block, now);
        wait = wait_of(*block, bounds_.block);
    }
    if (bounds_.all > 0) {
        fill(all_, bounds_.all, now);
        wait = std::max(wait, wait_of(all_, bounds_.all));
    }
    if (wait > 0) return wait;
    if (block != nullptr) block->level -= token;
    if (bounds_.all > 0) all_.level -= token;
    return 0;
}

}  // namespace qingqian::identity
