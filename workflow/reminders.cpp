#include "reminders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <tuple>

#include "workflow/reader.hpp"

namespace qingqian::workflow {
namespace {

// Rising: who is told last stands highest.
constexpr std::array<std::string_view, 4> levels{"party", "handler", "head", "supervisor"};
constexpr std::string_view every_kind = "*";

constexpr base::UtcMillis an_hour = 60LL * 60 * 1000;

bool valid_on(const ReminderRule& rule, std::string_view day) {
    return rule.valid_from <= day && (rule.valid_until.empty() || day < rule.valid_until);
}

void check_day(Reader& reader, const Node& node, std::string_view key, const std::string& day) {
    if (!day.empty() && !base::parse_day(day)) reader.fault(node.at(key), "not a day that exists: " + day);
}

ReminderRule read_rule(Reader& reader, const Node& node) {
    constexpr std::int64_t farthest = 60;
    reader.only(node, {"id", "clock", "province", "offset", "tell", "valid_from", "valid_until", "source"});
    ReminderRule rule;
    rule.id = reader.text(node, "id");
    rule.clock = reader.text(node, "clock");
    rule.province = reader.optional_text(node, "province");
    rule.offset = reader.integer(node, "offset", -farthest, farthest);
    rule.tell = reader.texts(node, "tell", true);
    for (const auto& level : rule.tell) {
        if (std::ranges::find(levels, level) == levels.end())
            reader.fault(node.at("tell"), "there is no level " + level);
    }
    rule.valid_from = reader.text(node, "valid_from");
    rule.valid_until = reader.optional_text(node, "valid_until");
    check_day(reader, node, "valid_from", rule.valid_from);
    check_day(reader, node, "valid_until", rule.valid_until);
    rule.source = reader.text(node, "source");
    return rule;
}

void check_rows(Reader& reader, const std::vector<ReminderRule>& rows) {
    std::set<std::string> ids;
    std::set<std::tuple<std::string, std::string, std::int64_t, std::string>> moments;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        const auto at = fmt::format("/reminders/{}", i);
        if (!ids.insert(row.id).second) reader.fault(at, "the id stands twice: " + row.id);
        if (!moments.emplace(row.clock, row.province, row.offset, row.valid_from).second)
            reader.fault(at, "another row reminds at the same moment");
    }
}

}  // namespace

const std::string& ReminderRule::level() const {
    return *std::ranges::max_element(tell, {}, [](const auto& level) { return level_rank(level); });
}

std::int64_t level_rank(std::string_view level) {
    return std::ranges::find(levels, level) - levels.begin();
}

base::UtcMillis Reminders::opening(const Calendar& calendar, base::UtcMillis at) const {
    const base::Day today = base::legal_day(at);
    if (calendar.is_working_day(today)) return at;
    return base::day_begins(add_working_days(calendar, today, 1)) + hour_ * an_hour;
}

std::vector<const ReminderRule*> Reminders::governing(const records::CaseClock& clock,
                                                      std::string_view province) const {
    const auto rows = [&](std::string_view kind, std::string_view where) {
        std::vector<const ReminderRule*> found;
        for (const auto& row : rows_) {
            if (row.clock == kind && row.province == where && valid_on(row, clock.due_legal))
                found.push_back(&row);
        }
        return found;
    };
    for (const auto kind : {std::string_view(clock.kind), every_kind}) {
        for (const auto where : {province, std::string_view{}}) {
            if (auto found = rows(kind, where); !found.empty()) return found;
        }
    }
    return {};
}

std::vector<PlannedReminder> Reminders::plan(const Calendar& calendar, const records::CaseClock& clock,
                                             std::string_view province) const {
    const base::Day legal = base::parse_day(clock.due_legal).value();
    const base::Day started = base::parse_day(clock.started_day).value();
    std::vector<PlannedReminder> planned;
    for (const auto* rule : governing(clock, province)) {
        const base::Day day = add_working_days(calendar, legal, rule->offset);
        if (rule->offset < 0 && day <= started) continue;
        planned.push_back({rule, base::day_begins(day) + hour_ * an_hour});
    }
    std::ranges::sort(planned, {}, [](const PlannedReminder& reminder) {
        return std::tuple(reminder.at, reminder.rule->offset);
    });
    return planned;
}

std::expected<Reminders, std::vector<std::string>> read_reminders(const boost::json::value& document) {
    constexpr std::int64_t day_hours = 24;
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"hour", "reminders"});
    const auto hour = reader.integer(root, "hour", 0, day_hours - 1);
    std::vector<ReminderRule> rows;
    for (const Node& node : reader.list(root, "reminders")) rows.push_back(read_rule(reader, node));
    check_rows(reader, rows);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return Reminders(std::move(rows), hour);
}

}  // namespace qingqian::workflow
