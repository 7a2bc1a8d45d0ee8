#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.hpp"
#include "workflow/calendar.hpp"

namespace qingqian::cases {

/// Counts working days between two days at once, for queues full of countdowns. Made of a calendar.
class DayCount {
  public:
    DayCount() = default;
    explicit DayCount(const workflow::Calendar& calendar);

    /// Days left of a term that ends with `due`, in its own unit: 0 on the last day, negative when it has
    /// passed.
    std::int64_t left(base::Day today, base::Day due, workflow::Unit unit) const;

  private:
    std::int64_t until(base::Day day) const;

    std::vector<std::int32_t>
        before_;  ///< working days from the first day covered up to and including each day
};

}  // namespace qingqian::cases
