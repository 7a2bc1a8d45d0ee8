#include "standing.hpp"

#include <algorithm>
#include <utility>

#include "workflow/tracks.hpp"

namespace qingqian::workflow {
namespace {

using records::Actor;

bool acts_as(const std::string& role, const CaseView& view, const Actor& actor) {
    if (role == "complainant" || role == "respondent") {
        return actor.kind == role && actor.complaint == view.complaint.id;
    }
    if (role == "system") return actor.kind == "system";
    return actor.kind == "officer" && actor.has_role(role);
}

bool takes_part(const CaseView& view, std::int64_t body) {
    return std::ranges::any_of(view.parts, [&](const records::CaseBody& part) {
        return part.body == body && part.role == "co" && part.until == 0;
    });
}

bool has_right_body(const Definition& definition, const Action& action, const CaseView& view,
                    const Actor& actor) {
    if (actor.kind != "officer" || action.body.empty()) return true;
    const bool accepting = actor.body != 0 && actor.body == view.complaint.accepting_body;
    const bool handling = actor.body != 0 && actor.body == view.complaint.handling_body;
    if (action.body == "either") return accepting || handling;
    if (action.body == "involved") return accepting || handling || takes_part(view, actor.body);
    const auto owner = action.body == "owner" ? owner_of(definition, view) : std::string_view(action.body);
    if (owner == "handling") return handling;
    // What waits for the complainant or is over stays in the books of the accepting body.
    return accepting;
}

Standing standing_of(const Definition& definition, const Action& action, const CaseView& view,
                     const Actor& actor) {
    auto standing = Standing::none;
    for (const auto& code : action.roles) {
        if (!acts_as(code, view, actor)) continue;
        const auto* role = definition.role(code);
        if ((role != nullptr && role->anywhere) || has_right_body(definition, action, view, actor))
            return Standing::good;
        standing = Standing::wrong_body;
    }
    return standing;
}

// The officer as he acts when he stands in for another: his own person, the other's body and roles.
Actor in_place_of(const Actor& actor, const records::Represented& other) {
    Actor acting = actor;
    acting.body = other.body;
    acting.roles = other.roles;
    acting.acting_for = other.officer;
    return acting;
}

}  // namespace

Acting acting_on(const Definition& definition, const Action& action, const CaseView& view,
                 const Actor& actor) {
    Acting acting{standing_of(definition, action, view, actor), {}};
    if (actor.kind != "officer") return acting;
    const bool needs_head = left_to_head(view, action) && !is_head(actor);
    if (acting.standing == Standing::good && !needs_head) return acting;
    for (const auto& other : actor.represents) {
        auto substitute = in_place_of(actor, other);
        if (needs_head && !is_head(substitute)) continue;
        const auto standing = standing_of(definition, action, view, substitute);
        acting.standing = std::max(acting.standing, standing);
        if (standing != Standing::good) continue;
        acting.substitute = std::move(substitute);
        return acting;
    }
    return acting;
}

bool is_head(const Actor& actor) {
    return actor.has_role("intake_head") || actor.has_role("handling_head");
}

bool left_to_head(const CaseView& view, const Action& action) {
    return std::ranges::find(view.head_signs, action.name) != view.head_signs.end();
}

bool may_have_in_hand(const Action& assigning, const std::vector<std::string>& roles) {
    return std::ranges::any_of(roles, [&](const std::string& role) {
        return std::ranges::find(assigning.roles, role) != assigning.roles.end();
    });
}

std::string_view owner_of(const Definition& definition, const CaseView& view) {
    const auto* state = definition.state(view.complaint.state);
    if (state != nullptr && state->owner == "previous") state = definition.state(previous_state(view.tracks));
    return state == nullptr ? std::string_view{} : std::string_view(state->owner);
}

bool sees_restricted(const Definition& definition, const records::Complaint& complaint, const Actor& actor) {
    if (actor.kind == "complainant") return actor.complaint == complaint.id;
    return std::ranges::any_of(definition.roles, [&](const Role& role) {
        return role.sees_restricted && actor.kind == "officer" && actor.has_role(role.code);
    });
}

}  // namespace qingqian::workflow
