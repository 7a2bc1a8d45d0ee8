#include "live_group.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "cases/access.hpp"
#include "store/complaints.hpp"
#include "workflow/rights.hpp"

namespace qingqian::api {
namespace {

namespace feed = store::live_feed;
namespace json = boost::json;

bool meet(const std::vector<std::int64_t>& left, const std::vector<std::int64_t>& right) {
    return std::ranges::any_of(left,
                               [&](std::int64_t each) { return std::ranges::binary_search(right, each); });
}

// The same question that the queue asks: which rows of case_scope does this officer read?
void add_bodies(const cases::Environment& env, const records::Actor& actor, LiveScope& scope) {
    if (env.rights.scope(actor.roles, "work") == workflow::Scope::none) return;
    scope.bodies.push_back(store::complaints::body_of(cases::scope_of(env, actor)));
}

}  // namespace

bool LiveScope::sees(const std::vector<std::int64_t>& case_bodies) const {
    return officer() && meet(bodies, case_bodies);
}

LiveScope live_scope(const cases::Environment& env, const records::Actor& actor) {
    LiveScope scope;
    if (actor.kind != "officer") {
        scope.complaint = actor.complaint;
        scope.party = actor.kind == "respondent" ? feed::respondent_sees : feed::complainant_sees;
        return scope;
    }
    add_bodies(env, actor, scope);
    for (const auto& other : actor.represents) {
        add_bodies(env, cases::acting_as(actor, other), scope);
    }
    std::ranges::sort(scope.bodies);
    const auto twice = std::ranges::unique(scope.bodies);
    scope.bodies.erase(twice.begin(), twice.end());
    return scope;
}

void LiveText::append(std::string& out, const LiveScope& scope) {
    const auto& note = entry_.note;
    if (note.complaint == 0) return;
    if (!scope.officer()) {
        if (scope.complaint == note.complaint && (note.parties & scope.party) != 0) out += parties();
        return;
    }
    if (scope.sees(entry_.bodies)) {
        out += officers();
    } else if (meet(scope.bodies, note.left)) {
        out += gone();
    }
}

const std::string& LiveText::officers() {
    if (!officers_.empty()) return officers_;
    const json::object data{
        {"uid", entry_.uid},
        {"number", entry_.number},
        {"state", entry_.state},
        {"revision", entry_.revision},
        {"type", entry_.type},
        {"by", entry_.actor_name},
        {"by_kind", entry_.actor_kind},
        {"assignee", entry_.assignee == 0 ? json::value(nullptr) : json::value(entry_.assignee)},
        {"at", entry_.at}};
    officers_ = live_message("case", live_id(entry_.place), json::serialize(data));
    return officers_;
}

const std::string& LiveText::parties() {
    if (!parties_.empty()) return parties_;
    const json::object data{{"uid", entry_.uid},
                            {"number", entry_.number},
                            {"revision", entry_.revision},
                            {"type", entry_.type},
                            {"at", entry_.at}};
    parties_ = live_message("case", live_id(entry_.place), json::serialize(data));
    return parties_;
}

const std::string& LiveText::gone() {
    if (gone_.empty()) {
        const json::object data{{"uid", entry_.uid}, {"at", entry_.at}};
        gone_ = live_message("gone", live_id(entry_.place), json::serialize(data));
    }
    return gone_;
}

std::string live_message(std::string_view event, std::string_view id, std::string_view json) {
    std::string text;
    if (!id.empty()) text.append("id: ").append(id).append("\n");
    text.append("event: ").append(event).append("\ndata: ").append(json).append("\n\n");
    return text;
}

std::string live_id(store::NumberedPlace place) {
    return store::write_cursor('l', place);
}

}  // namespace qingqian::api
