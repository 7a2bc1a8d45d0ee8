#include "calendar.hpp"

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
    CountedDay entry{
        .day = day, .number = 0, .reason = {}, .name = {}, .provisional = !calendar.is_final(day)};
    if (const auto* ruling = calendar.ruling(day)) entry.name = ruling->name;
    return entry;
}

std::string rest_reason(const Calendar& calendar, base::Day day) {
    const auto* ruling = calendar.ruling(day);
    return ruling != nullptr && ruling->off ? "holiday" : "weekend";
}

DueDate count_working_days(const Calendar& calendar, base::Day start, std::int64_t length, DueDate due) {
    base::Day day = start;
    for (std::int64_t number = 0; number < length;) {
        day += days{1};
        CountedDay entry = describe(calendar, day);
        if (calendar.is_working_day(day)) {
            entry.number = ++number;
            entry.reason = is_weekend(day) ? "make_up" : "counted";
        } else {
            entry.reason = rest_reason(calendar, day);
        }
        due.provisional = due.provisional || entry.provisional;
        due.explain.push_back(std::move(entry));
    }
    due.raw = day;
    return due;
}

DueDate count_calendar_days(const Calendar& calendar, base::Day start, std::int64_t length, DueDate due) {
    for (std::int64_t number = 1; number <= length; ++number) {
        CountedDay entry = describe(calendar, start + days{number});
        entry.number = number;
        entry.reason = "counted";
        entry.provisional = false;  // a rest day counts too; only the last day asks what it is
        due.explain.push_back(std::move(entry));
    }
    due.raw = start + days{length};
    return due;
}

void roll(const Calendar& calendar, DueDate& due) {
    due.legal = due.raw;
    const auto look_at = [&](CountedDay& entry) {
        entry.provisional = !calendar.is_final(entry.day);
        due.provisional = due.provisional || entry.provisional;
    };
    look_at(due.explain.back());
    while (!calendar.is_working_day(due.legal)) {
        due.legal += days{1};
        CountedDay entry = describe(calendar, due.legal);
        entry.reason = "rolled";
        look_at(entry);
        due.explain.push_back(std::move(entry));
    }
}

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

DueDate due_date(const Calendar& calendar, base::Day start, Unit unit, std::int64_t length) {
    if (length < 0 || length > max_term_length) throw std::invalid_argument("a term has 0 to 3,660 days");
    CountedDay first = describe(calendar, start);
    first.reason = "start";
    first.provisional = false;  // the day of the event is not counted
    DueDate due;
    due.explain.push_back(std::move(first));
    due = unit == Unit::working_days ? count_working_days(calendar, start, length, std::move(due))
                                     : count_calendar_days(calendar, start, length, std::move(due));
    roll(calendar, due);
    return due;
}

}  // namespace qingqian::workflow
