#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace qingqian::notifier {

/// Keeps to what a provider takes a second, evenly: after an outage a full queue leaves no faster than any
/// other. Up to a twentieth of a second's worth may leave at once.
class Pace {
  public:
    /// `per_second` 0: no bound.
    explicit Pace(std::int64_t per_second)
        : interval_(per_second > 0 ? 1'000'000 / per_second : 0),
          burst_(interval_ * std::max<std::int64_t>(1, per_second / 20)) {}

    /// How many of `most` may leave now.
    std::size_t room(base::UtcMillis now, std::size_t most) const {
        if (interval_ == 0) return most;
        const auto ahead = std::max<std::int64_t>(0, spent_until_ - now * 1000);
        const auto free = std::max<std::int64_t>(0, burst_ - ahead) / interval_;
        return std::min(most, static_cast<std::size_t>(free));
    }

    /// So many have left.
    void spend(base::UtcMillis now, std::size_t count) {
        spent_until_ = std::max(spent_until_, now * 1000) + static_cast<std::int64_t>(count) * interval_;
    }

    /// When there is room for one.
    base::UtcMillis next_at(base::UtcMillis now) const {
        const auto at = spent_until_ - burst_ + interval_;
        return std::max(now, (at + 999) / 1000);
    }

  private:
    std::int64_t interval_;         // microseconds between two
    std::int64_t burst_;            // how far ahead of its time a message may leave
    std::int64_t spent_until_ = 0;  // microseconds
};

}  // namespace qingqian::notifier
