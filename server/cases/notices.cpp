#include "notices.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/embedded.hpp"
#include "reference_change.hpp"
#include "workflow/calendar_data.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace rows = store::reference;
using Faults = std::vector<std::string>;
using std::chrono::days;

void store_notice(store::WriteTx& tx, const workflow::CalendarNotice& notice) {
    std::vector<rows::NoticeDay> ruled;
    for (const auto& ruling : notice.days) {
        ruled.push_back({notice.id, base::to_iso(ruling.day), ruling.off, ruling.name});
    }
    rows::put_notice(
        tx,
        {notice.id, notice.number, notice.title, notice.address, base::to_iso(notice.issued), notice.year},
        ruled);
}

std::vector<workflow::CalendarNotice> stored_notices(store::ReadTx& tx) {
    std::map<std::string, workflow::CalendarNotice, std::less<>> notices;
    for (const auto& row : rows::notices(tx)) {
        notices.emplace(row.id, workflow::CalendarNotice{row.id,
                                                         row.number,
                                                         row.title,
                                                         row.address,
                                                         base::parse_day(row.issued).value(),
                                                         static_cast<int>(row.year),
                                                         {}});
    }
    for (const auto& row : rows::notice_days(tx)) {
        notices.at(row.notice).days.push_back({base::parse_day(row.day).value(), row.off, row.name});
    }
    std::vector<workflow::CalendarNotice> list;
    for (auto& [id, notice] : notices) list.push_back(std::move(notice));
    return list;
}

std::vector<workflow::LocalRuling> stored_local_days(store::ReadTx& tx, std::string_view province) {
    std::vector<workflow::LocalRuling> local;
    for (const auto& row : rows::local_days(tx, province)) {
        local.push_back({base::parse_day(row.day).value(), row.off, row.name, row.source});
    }
    return local;
}

// "/days/3: there is a gap …" is a fault at /days/3.
base::FieldFault fault_of(const std::string& text) {
    const auto end = text.find(": ");
    return base::fault(text.substr(0, end), "notice_fault",
                       {{"what", end == std::string::npos ? text : text.substr(end + 2)}});
}

std::unexpected<base::Problem> refuse_all(const Faults& faults) {
    std::vector<base::FieldFault> fields;
    for (const auto& text : faults) fields.push_back(fault_of(text));
    return std::unexpected(base::invalid_input(std::move(fields)));
}

void note_version(store::WriteTx& tx, std::string_view province, CalendarChange& change) {
    change.version = read_calendar(tx, province).version();
    note_reference_change(tx);
}

// Rulings of days further ahead than this are not looked for.
constexpr days horizon{800};

base::Day first_provisional(const workflow::Calendar& calendar, base::Day from) {
    base::Day day = from;
    while (day < from + horizon && calendar.is_final(day)) day += days{1};
    return day;
}

}  // namespace

void seed_notices(store::WriteTx& tx) {
    const auto known = rows::notices(tx);
    bool added = false;
    for (const auto& file : base::embedded_files("calendars/")) {
        // Read by path again: the override directory comes before what is embedded.
        const auto notice = workflow::read_notice(base::embedded_text(file.path).value_or(""));
        if (!notice) {
            throw std::runtime_error(
                fmt::format("{} is broken:\n  {}", file.path, fmt::join(notice.error(), "\n  ")));
        }
        if (std::ranges::find(known, notice->id, &rows::Notice::id) != known.end()) continue;
        store_notice(tx, *notice);
        added = true;
    }
    if (added) note_reference_change(tx);
}

workflow::Calendar read_calendar(store::ReadTx& tx, std::string_view province) {
    return workflow::build_calendar(stored_notices(tx), stored_local_days(tx, province));
}

base::Result<CalendarPreview> preview_notice(store::ReadTx& tx, std::string_view province,
                                             std::string_view text) {
    auto notice = workflow::read_notice(text);
    if (!notice) return refuse_all(notice.error());
    auto notices = stored_notices(tx);
    CalendarPreview preview;
    auto& change = preview.change;
    change.id = notice->id;
    change.title = notice->title;
    change.missing = workflow::missing_holidays(*notice);
    change.version_before = read_calendar(tx, province).version();
    change.replaced = std::erase_if(notices, [&](const auto& other) { return other.id == notice->id; }) != 0;
    if (const auto faults = workflow::notice_faults(*notice, workflow::build_calendar(notices));
        !faults.empty()) {
        return refuse_all(faults);
    }
    notices.push_back(*notice);
    preview.notice = std::move(*notice);
    preview.calendar = workflow::build_calendar(std::move(notices), stored_local_days(tx, province));
    change.version = preview.calendar.version();
    return preview;
}

base::Result<CalendarChange> load_notice(store::WriteTx& tx, std::string_view province,
                                         std::string_view text) {
    auto preview = preview_notice(tx, province, text);
    if (!preview) return std::unexpected(std::move(preview.error()));
    store_notice(tx, preview->notice);
    note_version(tx, province, preview->change);
    return std::move(preview->change);
}

base::Result<CalendarChange> add_local_day(store::WriteTx& tx, const rows::LocalDay& day) {
    std::vector<base::FieldFault> faults;
    const auto parsed = base::parse_day(day.day);
    if (!parsed) faults.push_back(base::fault("/day", "date_bad"));
    if (day.name.empty()) faults.push_back(base::fault("/name", "required"));
    if (day.source.empty()) faults.push_back(base::fault("/source", "required"));
    auto local = stored_local_days(tx, day.province);
    CalendarChange change;
    change.id = day.day;
    change.title = day.name;
    change.version_before = read_calendar(tx, day.province).version();
    change.replaced =
        parsed && std::erase_if(local, [&](const auto& other) { return other.day == *parsed; }) != 0;
    const auto without = workflow::build_calendar(stored_notices(tx), local);
    if (parsed && without.is_working_day(*parsed) != day.off)
        faults.push_back(base::fault("/day", "local_day_idle"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    rows::put_local_day(tx, day);
    note_version(tx, day.province, change);
    return change;
}

base::Result<CalendarChange> remove_local_day(store::WriteTx& tx, std::string_view province,
                                              std::string_view day) {
    CalendarChange change;
    change.id = day;
    change.replaced = true;
    change.version_before = read_calendar(tx, province).version();
    if (!rows::remove_local_day(tx, province, day)) return base::refuse("local_day_unknown");
    note_version(tx, province, change);
    return change;
}

json::object calendar_json(store::ReadTx& tx, std::string_view province) {
    json::array notices;
    for (const auto& row : rows::notices(tx)) {
        notices.push_back({{"id", row.id},
                           {"number", row.number},
                           {"title", row.title},
                           {"address", row.address},
                           {"issued", row.issued},
                           {"year", row.year}});
    }
    json::array local;
    for (const auto& row : rows::local_days(tx, province)) {
        local.push_back({{"province", row.province},
                         {"day", row.day},
                         {"off", row.off},
                         {"name", row.name},
                         {"source", row.source}});
    }
    const auto calendar = read_calendar(tx, province);
    const auto provisional = first_provisional(calendar, base::legal_day(tx.now()));
    const auto recounted = rows::setting(tx, recounted_setting);
    return {{"version", calendar.version()},
            {"provisional_from", base::to_iso(provisional)},
            {"clocks_counted", recounted == calendar.version()},
            {"notices", std::move(notices)},
            {"local_days", std::move(local)}};
}

}  // namespace qingqian::cases
