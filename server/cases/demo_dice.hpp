#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace qingqian::cases::demo {

/// Chance out of a seed: the same seed yields the same demo. Not for secrets.
class Dice : public base::Random {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    void fill(void* out, std::size_t size) override;
    /// 0 … n − 1.
    std::int64_t below(std::int64_t n);
    /// from … to, both included.
    std::int64_t between(std::int64_t from, std::int64_t to) { return from + below(to - from + 1); }
    bool chance(int percent) { return below(100) < percent; }
    template <class List>
    const auto& pick(const List& list) {
        return list[static_cast<std::size_t>(below(static_cast<std::int64_t>(std::size(list))))];
    }
    std::string digits(std::size_t count);

  private:
    std::mt19937_64 engine_;
};

}  // namespace qingqian::cases::demo
