#include "day_count.hpp"

#include <algorithm>
#include <chrono>

namespace qingqian::cases {
namespace {

using namespace std::chrono_literals;

// Cases older or terms longer than this do not occur; a day outside counts as the nearest inside.
constexpr base::Day first_day = std::chrono::sys_days(2010y / 1 / 1);
constexpr base::Day last_day = std::chrono::sys_days(2060y / 1 / 1);

}  // namespace

DayCount::DayCount(const workflow::Calendar& calendar) {
    std::int32_t count = 0;
    before_.reserve(static_cast<std::size_t>((last_day - first_day).count()) + 1);
    for (auto day = first_day; day <= last_day; day += std::chrono::days{1}) {
        if (calendar.is_working_day(day)) ++count;
        before_.push_back(count);
    }
}

std::int64_t DayCount::until(base::Day day) const {
    const auto inside = std::clamp(day, first_day, last_day);
    return before_.empty() ? 0 : before_[static_cast<std::size_t>((inside - first_day).count())];
}

std::int64_t DayCount::left(base::Day today, base::Day due, workflow::Unit unit) const {
    if (unit == workflow::Unit::calendar_days) return (due - today).count();
    const auto left = until(due) - until(today);
    // Overdue on a rest day after the last day: no working day has passed yet, but the term has.
    return left == 0 && today > due ? -1 : left;
}

}  // namespace qingqian::cases
