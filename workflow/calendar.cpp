#include "calendar.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace qingqian::workflow {
namespace {

using std::chrono::days;

bool is_weekend(base::Day day) {
    const std::chrono::weekday weekday{day};
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

// From this day of December on, the next year's notice may still rule (2018-12-29 and 2022-12-31 were).
constexpr unsigned unsettled_from = 25;

CountedDay describe(const Calendar& calendar, base::Day day) {
    CountedDay entry;
    entry.day = day;
    entry.provisional = !calendar.is_final(day);
    if (const auto* ruling = calendar.ruling(day)) {
        entry.name = ruling->name;
        entry.notice = ruling->notice;
    }
    return entry;
}

std::string rest_reason(const Calendar& calendar, base::Day day) {
    const auto* ruling = calendar.ruling(day);
    return ruling != nullptr && ruling->off ? "holiday" : "weekend";
}

bool in_pause(std::span<const Span> pauses, base::Day day) {
    return std::ranges::any_of(pauses,
                               [&](const Span& span) { return day > span.from && day <= span.until; });
}

/// One term on its way to its last day.
class Count {
  public:
    Count(const Calendar& calendar, Unit unit, std::span<const Span> pauses)
        : calendar_(calendar), unit_(unit), pauses_(pauses) {}

    DueDate run(base::Day start, std::int64_t length, std::optional<base::Day> latest) {
        CountedDay first = describe(calendar_, start);
        first.reason = "start";
        first.provisional = false;  // the day of the event is not counted
        due_.explain.push_back(std::move(first));
        base::Day day = start;
        for (std::int64_t number = 0; number < length;) {
            day += days{1};
            number += take(day, number + 1) ? 1 : 0;
        }
        due_.raw = day;
        roll(latest);
        return std::move(due_);
    }

  private:
    bool paused(base::Day day) const { return in_pause(pauses_, day); }

    // Whether the day counts, as the one of this number.
    bool take(base::Day day, std::int64_t number) {
        CountedDay entry = describe(calendar_, day);
        bool counts = false;
        if (paused(day)) {
            entry.reason = "paused";
            entry.provisional = false;
        } else if (unit_ == Unit::calendar_days) {
            counts = true;
            entry.reason = "counted";
            entry.provisional = false;  // a rest day counts too; only the last day asks what it is
        } else if (calendar_.is_working_day(day)) {
            counts = true;
            entry.reason = is_weekend(day) ? "make_up" : "counted";
        } else {
            entry.reason = rest_reason(calendar_, day);
        }
        if (counts) entry.number = number;
        due_.provisional = due_.provisional || entry.provisional;
        due_.explain.push_back(std::move(entry));
        return counts;
    }

    void roll(std::optional<base::Day> latest) {
        due_.legal = due_.raw;
        look_at(due_.explain.back());
        while ((!calendar_.is_working_day(due_.legal) || paused(due_.legal)) &&
               (!latest || due_.legal < *latest)) {
            due_.legal += days{1};
            CountedDay entry = describe(calendar_, due_.legal);
            entry.reason = paused(due_.legal) ? "paused" : "rolled";
            look_at(entry);
            due_.explain.push_back(std::move(entry));
        }
    }

    void look_at(CountedDay& entry) {
        entry.provisional = !calendar_.is_final(entry.day);
        due_.provisional = due_.provisional || entry.provisional;
    }

    const Calendar& calendar_;
    Unit unit_;
    std::span<const Span> pauses_;
    DueDate due_;
};

}  // namespace

Calendar::Calendar(std::string version, std::map<base::Day, RuledDay> days, std::set<int> covered_years)
    : version_(std::move(version)), days_(std::move(days)), covered_(std::move(covered_years)) {}

bool Calendar::is_working_day(base::Day day) const {
    if (const auto* ruled = ruling(day)) return !ruled->off;
    return !is_weekend(day);
}

const RuledDay* Calendar::ruling(base::Day day) const {
    const auto found = days_.find(day);
    return found == days_.end() ? nullptr : &found->second;
}

bool Calendar::is_final(base::Day day) const {
    const std::chrono::year_month_day date{day};
    const int year = static_cast<int>(date.year());
    if (!covered_.contains(year)) return false;
    const bool unsettled =
        date.month() == std::chrono::December && static_cast<unsigned>(date.day()) >= unsettled_from;
    return !unsettled || covered_.contains(year + 1);
}

DueDate due_date(const Calendar& calendar, base::Day start, Unit unit, std::int64_t length,
                 std::span<const Span> pauses, std::optional<base::Day> latest) {
    if (length < 0 || length > max_term_length) throw std::invalid_argument("a term has 0 to 3,660 days");
    return Count(calendar, unit, pauses).run(start, length, latest);
}

std::int64_t counted_until(const Calendar& calendar, base::Day start, Unit unit, base::Day until,
                           std::span<const Span> pauses) {
    std::int64_t counted = 0;
    for (base::Day day = start + days{1}; day <= until; day += days{1}) {
        if (in_pause(pauses, day)) continue;
        if (unit == Unit::calendar_days || calendar.is_working_day(day)) ++counted;
    }
    return counted;
}

base::Day add_working_days(const Calendar& calendar, base::Day day, std::int64_t count) {
    const days step{count < 0 ? -1 : 1};
    for (std::int64_t left = std::abs(count); left > 0;) {
        day += step;
        if (calendar.is_working_day(day)) --left;
    }
    return day;
}

}  // namespace qingqian::workflow
