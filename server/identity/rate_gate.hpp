#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace qingqian::identity {

/// How much strangers may do in an hour: all together, and those of one address block. 0: no bound. A pause
/// saves up for one hour and no more.
struct HourlyBounds {
    std::int64_t all = 0;
    std::int64_t block = 0;
};

/// Token buckets, one for everybody and one an address block (`block_of`), kept in this process: a flood of
/// strangers costs neither the writer nor the disk anything. Each node counts for itself. Safe from any
/// thread.
class RateGate {
  public:
    explicit RateGate(HourlyBounds bounds, std::size_t blocks_max = 65'536);

    /// Takes one for somebody at this address; 0, or milliseconds until there is one again (nothing taken).
    base::UtcMillis take(std::string_view address, base::UtcMillis now);

  private:
    /// How full, as of a moment.
    struct Bucket {
        std::int64_t level = 0;
        base::UtcMillis at = 0;
    };
    static void fill(Bucket& bucket, std::int64_t hourly, base::UtcMillis now);
    static base::UtcMillis wait_of(const Bucket& bucket, std::int64_t hourly);
    Bucket& of_block(const std::string& block, base::UtcMillis now);
    void forget_full(base::UtcMillis now);

    HourlyBounds bounds_;
    std::size_t blocks_max_;
    std::mutex mutex_;
    Bucket all_;
    Bucket crowd_;  ///< of the blocks that find no place
    std::unordered_map<std::string, Bucket> blocks_;
};

}  // namespace qingqian::identity
