#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "base/clock.hpp"

namespace qingqian::notifier {

/// Keeps us from hammering a provider that is down: after so many failures in a row nothing goes to it for a
/// rest, then one message tries; success closes it, failure doubles the rest (at most 5 minutes).
class Breaker {
  public:
    Breaker(std::size_t failures, std::chrono::milliseconds rest)
        : limit_(failures), first_rest_(rest), rest_(rest) {}

    /// Whether a message may go now. When the rest is over, true exactly once until the try has ended.
    bool allow(base::UtcMillis now) {
        if (failures_ < limit_) return true;
        if (now < open_until_ || probing_) return false;
        probing_ = true;
        return true;
    }

    void success() {
        failures_ = 0;
        probing_ = false;
        rest_ = first_rest_;
    }

    /// `at_least`: how long the provider asked us to stay away.
    void failure(base::UtcMillis now, std::chrono::milliseconds at_least) {
        ++failures_;
        if (failures_ < limit_) return;
        if (probing_) rest_ = std::min<std::chrono::milliseconds>(rest_ * 2, std::chrono::minutes(5));
        probing_ = false;
        open_until_ = std::max(open_until_, now + std::max(rest_, at_least).count());
    }

    /// Whether the provider works, as far as we know.
    bool closed() const { return failures_ < limit_; }
    bool open(base::UtcMillis now) const { return failures_ >= limit_ && (now < open_until_ || probing_); }
    /// How many messages may be on their way now: `most`, or one after the rest, or none during it.
    std::size_t room(base::UtcMillis now, std::size_t most) const {
        if (failures_ < limit_) return most;
        return now < open_until_ || probing_ ? 0 : std::min<std::size_t>(most, 1);
    }
    /// End of the rest; in the past while there is none.
    base::UtcMillis rests_until() const { return open_until_; }
    /// When a postponed message may ask again.
    base::UtcMillis again_at(base::UtcMillis now) const {
        return std::max(open_until_, now + first_rest_.count() / 4);
    }

  private:
    std::size_t limit_;
    std::size_t failures_ = 0;
    std::chrono::milliseconds first_rest_;
    std::chrono::milliseconds rest_;
    base::UtcMillis open_until_ = 0;
    bool probing_ = false;
};

}  // namespace qingqian::notifier
