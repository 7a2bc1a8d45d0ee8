#include "routing.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "access.hpp"
#include "view.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& group, std::string_view key) {
    const auto* value = group.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

bool is_set(const json::object& group, std::string_view key) {
    const auto* value = group.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

}  // namespace

workflow::Routed route_to(const Environment& env, workflow::RoutingFacts facts, const std::string& project,
                          base::Day today) {
    const auto has_body = [&, day = base::to_iso(today)](std::string_view code) {
        const auto* body = env.body_by_code(code);
        return body != nullptr && body->kind == "handling" && body->open_on(day);
    };
    auto routed = env.routing.route(facts, env.settings.province, today, has_body);
    if (project.empty() || routed.to != workflow::Destination::body) return routed;
    facts.division = project;
    const auto there = env.routing.route(facts, env.settings.province, today, has_body);
    if (there.to == workflow::Destination::body && there.body != routed.body &&
        std::ranges::find(routed.copies, there.body) == routed.copies.end()) {
        routed.copies.push_back(there.body);
    }
    return routed;
}

workflow::Routed route_of(const Environment& env, const records::Complaint& complaint, base::Day today) {
    const auto form = json::parse(complaint.form);
    const auto* respondent = form.as_object().if_contains("respondent");
    const json::object none;
    const auto& group = respondent != nullptr && respondent->is_object() ? respondent->get_object() : none;
    workflow::RoutingFacts facts;
    // A subsidiary of a central enterprise counts as one, whatever kind was chosen.
    facts.type = is_set(group, "central_soe") ? "soe_central" : complaint.respondent_type;
    facts.level = text_of(group, "level");
    facts.division = complaint.respondent_division;
    facts.name = complaint.respondent_name;
    facts.superior = text_of(group, "superior");
    return route_to(env, std::move(facts), text_of(group, "project_division"), today);
}

std::string size_body_of(const Environment& env, const records::Complaint& complaint, base::Day today) {
    workflow::RoutingFacts facts;
    facts.type = "private_large";
    const auto form = json::parse(complaint.form);
    const auto* complainant = form.as_object().if_contains("complainant");
    if (complainant != nullptr && complainant->is_object())
        facts.division = text_of(complainant->get_object(), "division");
    return facts.division.empty() ? std::string{} : route_to(env, std::move(facts), "", today).body;
}

json::object route_json(const Environment& env, const workflow::Routed& routed) {
    json::array copies;
    for (const auto& code : routed.copies) copies.push_back(body_json(*env.body_by_code(code)));
    json::object out{{"to", workflow::to_string(routed.to)},
                     {"body", nullptr},
                     {"rule", routed.rule},
                     {"why", parts::sentences(routed.why)},
                     {"copies", std::move(copies)}};
    if (const auto* body = env.body_by_code(routed.body)) out["body"] = body_json(*body);
    return out;
}

base::Result<json::object> read_route(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                      std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    return route_json(env, route_of(env, *complaint, base::legal_day(tx.now())));
}

}  // namespace qingqian::cases
