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

std::string_view rest_reason(const Calendar& calendar, base::Day day) {
    const auto* ruling = calendar.ruling(day);
    return ruling != nullptr && ruling->off ? "holiday" : "weekend";
}

bool in_pause(std::span<const Span> pauses, base::Day day) {
    return std::ranges::any_of(pauses,
                               [&](const Span& span) { return day > span.from && day <= span.until; });
}

/// One term on its way to its last day. Every day is kept where it is to be explained, else the last alone.
class Count {
  public:
    Count(const Calendar& calendar, Unit unit, std::span<const Span> pauses, bool explained)
        : calendar_(calendar), unit_(unit), pauses_(pauses), explained_(explained) {}

    DueDate run(base::Day start, std::int64_t length, std::optional<base::Day> latest) {
        keep(start, "start", 0, false);  // the day of the event is not counted
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

    void keep(base::Day day, std::string_view reason, std::int64_t number, bool provisional) {
        if (!explained_) due_.explain.clear();
        auto& entry = due_.explain.emplace_back();
        entry.day = day;
        entry.number = number;
        entry.provisional = provisional;
        due_.provisional = due_.provisional || provisional;
        if (!explained_) return;
        entry.reason = reason;
        if (const auto* ruling = calendar_.ruling(day)) {
            entry.name = ruling->name;
            entry.notice = ruling->notice;
        }
    }

    // Whether the day counts, as the one of this number.
    bool take(base::Day day, std::int64_t number) {
        if (paused(day)) {
            keep(day, "paused", 0, false);
            return false;
        }
        if (unit_ == Unit::calendar_days) {
            keep(day, "counted", number, false);  // a rest day counts too; only the last asks what it is
            return true;
        }
        const bool counts = calendar_.is_working_day(day);
        const std::string_view reason =
            counts ? (is_weekend(day) ? "make_up" : "counted") : rest_reason(calendar_, day);
        keep(day, reason, counts ? number : 0, !calendar_.is_final(day));
        return counts;
    }

    void roll(std::optional<base::Day> latest) {
        due_.legal = due_.raw;
        look_at(due_.explain.back());
        while ((!calendar_.is_working_day(due_.legal) || paused(due_.legal)) &&
               (!latest || due_.legal < *latest)) {
            due_.legal += days{1};
            keep(due_.legal, paused(due_.legal) ? "paused" : "rolled", 0, false);
            look_at(due_.explain.back());
        }
    }

    void look_at(CountedDay& entry) {
        entry.provisional = !calendar_.is_final(entry.day);
        due_.provisional = due_.provisional || entry.provisional;
    }

    const Calendar& calendar_;
    Unit unit_;
    std::span<const Span> pauses_;
    bool explained_;
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
                 std::span<const Span> pauses, std::optional<base::Day> latest, bool explained) {
    if (length < 0 || length > max_term_length) throw std::invalid_argument("a term has 0 to 3,660 days");
    return Count(calendar, unit, pauses, explained).run(start, length, latest);
}

base::Day legal_day_of(const Calendar& calendar, base::Day day) {
    while (!calendar.is_working_day(day)) day += days{1};
    return day;
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
