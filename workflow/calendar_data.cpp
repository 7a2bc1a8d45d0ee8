#include "calendar_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/random.hpp"
#include "workflow/reader.hpp"

namespace qingqian::workflow {
namespace {

using std::chrono::December;
using std::chrono::January;
using std::chrono::year_month_day;

base::Day read_day(Reader& reader, const Node& node, std::string_view key) {
    const std::string text = reader.text(node, key);
    const auto day = base::parse_day(text);
    if (!day && !text.empty()) reader.fault(node.at(key), "not a day that exists: " + text);
    return day.value_or(base::Day{});
}

// 全国年节及纪念日放假办法 (2024): what may be ruled, besides days of remembrance that one notice makes rest
// days.
constexpr std::string_view holidays[] = {"元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆"};
constexpr std::string_view remembrance = "纪念日";

std::string at_day(std::size_t index) {
    return fmt::format("/days/{}", index);
}

bool names(const CalendarNotice::Ruling& ruling, std::string_view holiday) {
    return ruling.name.contains(holiday);
}

bool is_weekend(base::Day day) {
    const std::chrono::weekday weekday{day};
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

void check_year(Reader& reader, const CalendarNotice& notice) {
    for (std::size_t i = 0; i < notice.days.size(); ++i) {
        const year_month_day date{notice.days[i].day};
        const int year = static_cast<int>(date.year());
        const bool december_before = year == notice.year - 1 && date.month() == December;
        if (year == notice.year || december_before) continue;
        reader.fault(at_day(i), fmt::format("{} lies outside the year {}", base::to_iso(notice.days[i].day),
                                            notice.year));
    }
}

// Whether the days rise.
bool check_order(Reader& reader, const CalendarNotice& notice) {
    bool rising = true;
    std::set<base::Day> seen;
    for (std::size_t i = 0; i < notice.days.size(); ++i) {
        const auto day = notice.days[i].day;
        if (!seen.insert(day).second) {
            reader.fault(at_day(i), base::to_iso(day) + " stands twice");
        } else if (i > 0 && day < notice.days[i - 1].day) {
            reader.fault(at_day(i), base::to_iso(day) + " stands after a later day");
            rising = false;
        }
    }
    return rising;
}

void check_names(Reader& reader, const CalendarNotice& notice) {
    for (std::size_t i = 0; i < notice.days.size(); ++i) {
        const auto& ruling = notice.days[i];
        const bool known = ruling.name.contains(remembrance) ||
                           std::ranges::any_of(holidays, [&](auto name) { return names(ruling, name); });
        if (known) continue;
        reader.fault(at_day(i), fmt::format("{} is neither a public holiday nor a make-up working day: {}",
                                            base::to_iso(ruling.day), ruling.name));
    }
}

// A holiday's rest days lie side by side; the order was found rising.
void check_gaps(Reader& reader, const CalendarNotice& notice) {
    std::map<std::string, base::Day> last;
    for (std::size_t i = 0; i < notice.days.size(); ++i) {
        const auto& ruling = notice.days[i];
        if (!ruling.off) continue;
        const auto before = last.find(ruling.name);
        if (before != last.end() && ruling.day > before->second + std::chrono::days{1}) {
            reader.fault(at_day(i), fmt::format("there is a gap in {} before {}: {} is missing", ruling.name,
                                                base::to_iso(ruling.day),
                                                base::to_iso(before->second + std::chrono::days{1})));
        }
        last[ruling.name] = ruling.day;
    }
}

void check_days(Reader& reader, const CalendarNotice& notice) {
    if (notice.days.empty()) reader.fault("/days", "the notice rules no day");
    check_year(reader, notice);
    check_names(reader, notice);
    if (check_order(reader, notice)) check_gaps(reader, notice);
}

}  // namespace

bool CalendarNotice::covers_year() const {
    const base::Day first{std::chrono::year{year} / January / 1};
    return std::ranges::any_of(days, [&](const Ruling& ruling) { return ruling.day == first; });
}

std::expected<CalendarNotice, std::vector<std::string>> read_notice(std::string_view text) {
    const auto parsed = base::parse_json(text);
    if (!parsed) return std::unexpected(std::vector<std::string>{": not valid JSON"});
    Reader reader;
    const Node root{&*parsed, ""};
    reader.only(root, {"id", "number", "title", "address", "issued", "year", "days"});
    CalendarNotice notice;
    notice.id = reader.text(root, "id");
    notice.number = reader.text(root, "number");
    notice.title = reader.text(root, "title");
    notice.address = reader.text(root, "address");
    notice.issued = read_day(reader, root, "issued");
    notice.year = static_cast<int>(reader.integer(root, "year", 2000, 2200));
    const auto faults_above = reader.faults().size();
    for (const Node& node : reader.list(root, "days")) {
        reader.only(node, {"day", "off", "name"});
        notice.days.push_back(
            {read_day(reader, node, "day"), reader.boolean(node, "off", true), reader.text(node, "name")});
    }
    // Days that could not be read say nothing about the others.
    if (reader.faults().size() == faults_above && notice.year != 0) check_days(reader, notice);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return notice;
}

std::vector<std::string> missing_holidays(const CalendarNotice& notice) {
    std::vector<std::string> missing;
    // The notice of a whole year bears the year alone as its id; others change some days of one.
    if (!notice.covers_year() && notice.id != std::to_string(notice.year)) return missing;
    for (const auto holiday : holidays) {
        const bool there = std::ranges::any_of(
            notice.days, [&](const auto& ruling) { return ruling.off && names(ruling, holiday); });
        if (!there) missing.emplace_back(holiday);
    }
    return missing;
}

std::vector<std::string> notice_faults(const CalendarNotice& notice, const Calendar& others) {
    std::vector<std::string> faults;
    for (std::size_t i = 0; i < notice.days.size(); ++i) {
        const auto& ruling = notice.days[i];
        if (ruling.off || is_weekend(ruling.day) || !others.is_working_day(ruling.day)) continue;
        faults.push_back(
            fmt::format("{}: {} is neither a public holiday nor a make-up working day: it is a "
                        "working day anyhow",
                        at_day(i), base::to_iso(ruling.day)));
    }
    return faults;
}

Calendar build_calendar(std::vector<CalendarNotice> notices, const std::vector<LocalRuling>& local) {
    std::ranges::sort(notices, {},
                      [](const CalendarNotice& notice) { return std::pair(notice.issued, notice.id); });
    std::map<base::Day, RuledDay> days;
    std::set<int> covered;
    for (const auto& notice : notices) {
        for (const auto& ruling : notice.days) days[ruling.day] = {ruling.off, ruling.name, notice.id};
        if (notice.covers_year()) covered.insert(notice.year);
    }
    for (const auto& ruling : local) days[ruling.day] = {ruling.off, ruling.name, ruling.source};
    // Of what rules in the end, so that the version is the same whether overruled days are still at hand or
    // not.
    std::string content;
    for (const auto& [day, ruled] : days) content += base::to_iso(day) + (ruled.off ? " off\n" : " on\n");
    for (const int year : covered) content += std::to_string(year) + '\n';
    const std::string latest = notices.empty() ? "none" : notices.back().id;
    return {latest + "-" + base::sha256_hex(content).substr(0, 8), std::move(days), std::move(covered)};
}

}  // namespace qingqian::workflow
