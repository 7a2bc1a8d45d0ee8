#include "clock.hpp"

#include <fmt/format.h>

#include <charconv>

namespace qingqian::base {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::sys_days;
using std::chrono::sys_time;
using std::chrono::year_month_day;

constexpr std::chrono::hours shanghai_offset{8};

std::optional<int> digits(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
    return value;
}

}  // namespace

UtcMillis SystemClock::now() const {
    using std::chrono::system_clock;
    return std::chrono::duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Day legal_day(UtcMillis time) {
    return floor<days>(sys_time<milliseconds>(milliseconds(time)) + shanghai_offset);
}

UtcMillis day_begins(Day day) {
    return std::chrono::duration_cast<milliseconds>(day.time_since_epoch() - shanghai_offset).count();
}

std::string to_iso(Day day) {
    const year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    return sys_days(date);
}

std::string to_rfc3339(UtcMillis time) {
    const sys_time<milliseconds> moment{milliseconds(time)};
    const auto day = floor<days>(moment);
    const std::chrono::hh_mm_ss clock{moment - day};
    return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_iso(day), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::string to_chinese(Day day) {
    const year_month_day date{day};
    return fmt::format("{}年{}月{}日", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

}  // namespace qingqian::base
