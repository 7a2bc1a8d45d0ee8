#include "rules_view.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "routing.hpp"
#include "view.hpp"
#include "view_parts.hpp"
#include "workflow/terms.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using Faults = std::vector<base::FieldFault>;

json::array texts(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

json::value body_named(const Environment& env, std::string_view code) {
    const auto* body = env.body_by_code(code);
    return body == nullptr ? json::value(nullptr) : json::value(body_json(*body));
}

json::object rule_json(const Environment& env, const workflow::RoutingRule& rule, base::Day today) {
    return {{"id", rule.validity.id},
            {"types", texts(rule.types)},
            {"levels", texts(rule.levels)},
            {"sectors", texts(rule.sectors)},
            {"division", rule.division},
            {"elsewhere", rule.elsewhere},
            {"to", workflow::to_string(rule.to)},
            {"body_code", rule.body},
            {"body", body_named(env, rule.body)},
            {"why", parts::sentences(rule.why)},
            {"province", rule.validity.province},
            {"valid_from", base::to_iso(rule.validity.from)},
            {"valid_until",
             rule.validity.until ? json::value(base::to_iso(*rule.validity.until)) : json::value(nullptr)},
            {"source", rule.validity.source},
            {"in_force", rule.validity.covers(today)}};
}

void check_division(const std::optional<std::string>& division, std::string_view pointer, Faults& faults) {
    constexpr std::size_t digits = 6;
    if (!division || division->empty()) return;
    const bool good = division->size() == digits &&
                      std::ranges::all_of(*division, [](char c) { return c >= '0' && c <= '9'; });
    if (!good) faults.push_back(base::fault(pointer, "bad_format", {{"label", "division"}}));
}

void check_choice(const Environment& env, std::string_view key, std::string_view code, Faults& faults) {
    const auto* section = env.form.section("respondent");
    const auto* field = section == nullptr ? nullptr : section->field(key);
    if (field == nullptr || code.empty()) return;
    const bool known = std::ranges::any_of(field->choices, [&](const auto& one) { return one == code; });
    if (!known) faults.push_back(base::fault(base::pointer_to("", key), "not_a_choice"));
}

std::string_view kind_of_day(const workflow::Calendar& calendar, base::Day day) {
    const auto* ruling = calendar.ruling(day);
    if (ruling != nullptr) return ruling->off ? "holiday" : "make_up";
    return calendar.is_working_day(day) ? "work" : "rest";
}

}  // namespace

json::object routing_json(const Environment& env, base::Day today) {
    json::array rules;
    for (const auto& rule : env.routing.rules()) rules.push_back(rule_json(env, rule, today));
    return {{"province", env.settings.province}, {"items", std::move(rules)}};
}

base::Result<json::object> try_route(const Environment& env, const RoutingTrial& trial, base::Day today) {
    Faults faults;
    check_choice(env, "type", trial.type, faults);
    check_choice(env, "level", trial.level.value_or(""), faults);
    check_division(trial.division, "/division", faults);
    check_division(trial.project_division, "/project_division", faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    workflow::RoutingFacts facts;
    facts.type = trial.central_soe.value_or(false) ? "soe_central" : trial.type;
    facts.level = trial.level.value_or("");
    facts.division = trial.division.value_or("");
    facts.name = trial.name.value_or("");
    facts.superior = trial.superior.value_or("");
    return route_json(env, route_to(env, std::move(facts), trial.project_division.value_or(""), today));
}

json::object terms_json(const Environment& env, base::Day today) {
    json::array items;
    for (const auto& row : env.terms.rows()) {
        json::object line{{"id", row.id},
                          {"key", row.key},
                          {"province", row.province},
                          {"length", row.length},
                          {"unit", workflow::to_string(row.unit)},
                          {"valid_from", row.valid_from},
                          {"valid_until", parts::text_or_null(row.valid_until)},
                          {"source", row.source},
                          {"in_force", env.terms.find(row.key, env.settings.province, today) == &row}};
        line["label"] = nullptr;
        for (const auto& [key, definition] : env.definitions) {
            const auto of_term = std::ranges::find(definition.clocks, row.key, &workflow::ClockKind::term);
            if (of_term != definition.clocks.end()) line["label"] = parts::sentences(of_term->label);
        }
        items.push_back(std::move(line));
    }
    return {{"province", env.settings.province}, {"items", std::move(items)}};
}

json::object year_json(const Environment& env, int year) {
    const auto& calendar = env.calendar;
    const std::chrono::year named{year};
    json::array days;
    const base::Day end{named / 12 / 31};
    for (base::Day day{named / 1 / 1}; day <= end; day += std::chrono::days(1)) {
        const auto* ruling = calendar.ruling(day);
        days.push_back(json::object{{"day", base::to_iso(day)},
                                    {"kind", kind_of_day(calendar, day)},
                                    {"name", ruling == nullptr ? "" : ruling->name},
                                    {"provisional", !calendar.is_final(day)}});
    }
    return {{"year", year}, {"version", calendar.version()}, {"days", std::move(days)}};
}

}  // namespace qingqian::cases
