#include "cases/public_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <numeric>

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using store::public_figures::Group;
using Cells = std::map<std::string, std::int64_t, std::less<>>;

/// How far a case has come, in words that need no knowledge of the workflow.
std::string_view progress_of(std::string_view state) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> named{{{"SUBMITTED", "review"},
                                                                                  {"SUPPLEMENT", "review"},
                                                                                  {"REFUSED", "refused"},
                                                                                  {"REPLIED", "answered"},
                                                                                  {"FOLLOWUP", "answered"},
                                                                                  {"CLOSED", "closed"},
                                                                                  {"TERMINATED", "ended"}}};
    if (state == "WITHDRAWN") return "ended";
    const auto found = std::ranges::find(named, state, [](const auto& each) { return each.first; });
    return found == named.end() ? "handling" : found->second;
}

json::value cell(const std::optional<std::int64_t>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

json::array table(const Cells& cells) {
    std::vector<std::int64_t> numbers;
    for (const auto& [code, number] : cells) numbers.push_back(number);
    const auto shown = published(numbers);
    json::array rows;
    std::size_t i = 0;
    for (const auto& [code, number] : cells) {
        rows.push_back(json::object{{"code", code}, {"cases", cell(shown[i++])}});
    }
    return rows;
}

std::pair<int, unsigned> year_and_month(base::Day day) {
    const std::chrono::year_month_day date{day};
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month())};
}

/// Every month from one to the other, so that a month without a case has a row.
Cells months(base::Day from, base::Day until) {
    Cells cells;
    auto [year, month] = year_and_month(from);
    const auto last = year_and_month(until);
    while (std::pair(year, month) <= last) {
        cells[fmt::format("{:04}-{:02}", year, month)] = 0;
        month += 1;
        if (month > 12) {
            month = 1;
            year += 1;
        }
    }
    return cells;
}

}  // namespace

std::vector<std::optional<std::int64_t>> published(std::span<const std::int64_t> cells) {
    std::vector<std::size_t> order(cells.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return cells[i]; });
    std::vector<std::optional<std::int64_t>> shown(cells.begin(), cells.end());
    std::int64_t sum = 0;
    std::size_t hidden = 0;
    for (const auto i : order) {
        // That there was no case at all says nothing of anybody.
        if (cells[i] == 0) continue;
        const bool small = cells[i] < least_published;
        const bool telling = hidden > 0 && (hidden < 2 || sum < least_published);
        if (!small && !telling) break;
        shown[i] = std::nullopt;
        sum += cells[i];
        hidden += 1;
    }
    return shown;
}

std::string month_start(std::string_view province, base::Day today, int back) {
    const std::chrono::year_month_day date{today};
    const auto month = date.year() / date.month() - std::chrono::months(back);
    return fmt::format("{}TS{:04}{:02}01", province, static_cast<int>(month.year()),
                       static_cast<unsigned>(month.month()));
}

json::object public_figures_json(const std::vector<Group>& groups, base::Day from, base::Day until,
                                 base::UtcMillis computed_at) {
    std::int64_t cases = 0;
    std::int64_t arrears = 0;
    std::int64_t remaining = 0;
    auto by_month = months(from, until);
    Cells by_progress{{"review", 0},   {"refused", 0}, {"handling", 0},
                      {"answered", 0}, {"closed", 0},  {"ended", 0}};
    Cells by_type;
    Cells by_prefecture;
    for (const auto& group : groups) {
        cases += group.cases;
        arrears += group.arrears_fen;
        remaining += group.remaining_fen;
        by_month[group.month.substr(0, 4) + "-" + group.month.substr(4)] += group.cases;
        by_progress.find(progress_of(group.state))->second += group.cases;
        by_type[group.respondent_type.empty() ? "other" : group.respondent_type] += group.cases;
        by_prefecture[group.prefecture.empty() ? "" : group.prefecture + "00"] += group.cases;
    }
    const bool told = cases >= least_published;
    const auto sum = [&](std::int64_t fen) { return told ? json::value(fen) : json::value(nullptr); };
    return {
        {"from", base::to_iso(from)},           {"until", base::to_iso(until)},
        {"computed_at", computed_at},           {"cases", told ? json::value(cases) : json::value(nullptr)},
        {"arrears_fen", sum(arrears)},          {"remaining_fen", sum(remaining)},
        {"by_month", table(by_month)},          {"by_progress", table(by_progress)},
        {"by_respondent_type", table(by_type)}, {"by_prefecture", table(by_prefecture)}};
}

}  // namespace qingqian::cases
