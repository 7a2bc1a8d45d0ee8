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

void check_days(Reader& reader, const CalendarNotice& notice) {
    for (std::size_t i = 0; i < notice.days.size(); ++i) {
        const auto at = fmt::format("/days/{}", i);
        const year_month_day date{notice.days[i].day};
        const int year = static_cast<int>(date.year());
        const bool december_before = year == notice.year - 1 && date.month() == December;
        if (year != notice.year && !december_before) {
            reader.fault(at, fmt::format("{} lies outside the year {}", base::to_iso(notice.days[i].day),
                                         notice.year));
        }
        if (i == 0) continue;
        if (notice.days[i].day == notice.days[i - 1].day) {
            reader.fault(at, base::to_iso(notice.days[i].day) + " stands twice");
        } else if (notice.days[i].day < notice.days[i - 1].day) {
            reader.fault(at, base::to_iso(notice.days[i].day) + " stands after a later day");
        }
    }
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
    for (const Node& node : reader.list(root, "days")) {
        reader.only(node, {"day", "off", "name"});
        notice.days.push_back(
            {read_day(reader, node, "day"), reader.boolean(node, "off", true), reader.text(node, "name")});
    }
    if (reader.faults().empty()) check_days(reader, notice);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return notice;
}

Calendar build_calendar(std::vector<CalendarNotice> notices) {
    std::ranges::sort(notices, {},
                      [](const CalendarNotice& notice) { return std::pair(notice.issued, notice.id); });
    std::map<base::Day, RuledDay> days;
    std::set<int> covered;
    for (const auto& notice : notices) {
        for (const auto& ruling : notice.days) days[ruling.day] = {ruling.off, ruling.name, notice.id};
        if (notice.covers_year()) covered.insert(notice.year);
    }
    // Of what rules in the end, so that the version is the same whether overruled days are still at hand or
    // not.
    std::string content;
    for (const auto& [day, ruled] : days) content += base::to_iso(day) + (ruled.off ? " off\n" : " on\n");
    for (const int year : covered) content += std::to_string(year) + '\n';
    const std::string latest = notices.empty() ? "none" : notices.back().id;
    return {latest + "-" + base::sha256_hex(content).substr(0, 8), std::move(days), std::move(covered)};
}

}  // namespace qingqian::workflow
