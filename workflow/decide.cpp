#include "decide.hpp"

#include <algorithm>

#include "workflow/bounds.hpp"
#include "workflow/clocks.hpp"
#include "workflow/effects.hpp"
#include "workflow/guards.hpp"
#include "workflow/input.hpp"
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

enum class Standing { none, wrong_body, good };

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

/// Who takes the action: the actor himself, or as the substitute of somebody who may.
struct Acting {
    Standing standing = Standing::none;
    std::optional<Actor> substitute;
    const Actor* actor = nullptr;
};

Acting acting_on(const Definition& definition, const Action& action, const CaseView& view,
                 const Actor& actor) {
    Acting acting{standing_of(definition, action, view, actor), {}, &actor};
    if (acting.standing == Standing::good || actor.kind != "officer") return acting;
    for (const auto& other : actor.represents) {
        auto substitute = in_place_of(actor, other);
        const auto standing = standing_of(definition, action, view, substitute);
        acting.standing = std::max(acting.standing, standing);
        if (standing != Standing::good) continue;
        acting.substitute = std::move(substitute);
        return acting;
    }
    return acting;
}

base::Problem wrong_role(const Definition& definition, const Action& action) {
    base::Sentence roles;
    for (const auto& code : action.roles) {
        const auto* role = definition.role(code);
        const base::Sentence label = role == nullptr ? base::Sentence{code, code} : role->label;
        roles.zh += (roles.zh.empty() ? "" : "、") + label.zh;
        roles.en += (roles.en.empty() ? "" : ", ") + label.en;
    }
    return problem_in_words("wrong_role", {{"role", roles}});
}

base::Problem wrong_state(const Definition& definition, const CaseView& view) {
    const auto* state = definition.state(view.complaint.state);
    const auto& code = view.complaint.state;
    return problem_in_words("wrong_state",
                            {{"state", state == nullptr ? base::Sentence{code, code} : state->label}});
}

// The clock that the input names, for actions on one clock.
std::string_view clock_in(const boost::json::object& input) {
    const auto* clock = input.if_contains("clock");
    return clock != nullptr && clock->is_string() ? std::string_view(clock->get_string())
                                                  : std::string_view{};
}

bool stands_in_from(const Action& action, const CaseView& view) {
    return std::ranges::find(action.from, view.complaint.state) != action.from.end();
}

bool already_done(const Action& action, const CaseView& view) {
    return !action.to.empty() && view.complaint.state == action.to && !stands_in_from(action, view);
}

base::Problem not_possible(const Action& action, Objections objections) {
    if (objections.reasons.empty()) return base::invalid_input(std::move(objections.faults));
    auto problem = problem_in_words("action_not_possible", {{"action", action.label}});
    boost::json::array reasons;
    for (const auto& reason : objections.reasons) {
        reasons.push_back({{"code", reason.code},
                           {"sentences", {{"zh-CN", reason.sentence.zh}, {"en", reason.sentence.en}}}});
    }
    problem.extra["reasons"] = std::move(reasons);
    problem.fields = std::move(objections.faults);
    return problem;
}

// What was entered: free text to the salted values, all else beside the changes of the case row, unless the
// row has a member of that name, whose change then says it.
void keep_input(const Action& action, const boost::json::object& input, const boost::json::object& tracked,
                Decision& decision) {
    for (const auto& field : action.fields) {
        const auto* value = input.if_contains(field.name);
        if (value == nullptr) continue;
        if (field.personal) {
            decision.values[field.name] = *value;
        } else if (!tracked.contains(field.name)) {
            decision.changes[field.name] = boost::json::array{nullptr, *value};
        }
    }
}

void keep_changes(const boost::json::object& before, const boost::json::object& after, Decision& decision) {
    for (const auto& [key, value] : after) {
        if (before.at(key) != value) decision.changes[key] = boost::json::array{before.at(key), value};
    }
}

void tell(const Definition& definition, const Action& action, const CaseView& view, const Reckoning& with,
          Decision& decision) {
    for (const auto& row : action.tells) {
        Notice notice{row.event, row.audiences, {}};
        const auto& complaint = decision.complaint;
        if (!complaint.number.empty()) notice.values["number"] = complaint.number;
        if (!row.due.empty()) {
            const auto kind = row.due == named_clock ? with.named : std::string_view(row.due);
            if (const auto due = announced_due(definition, kind, view, with, decision))
                notice.values["due"] = *due;
            describe_clock(definition, kind, view, decision, notice.values);
        }
        const auto body = std::ranges::find(view.bodies, complaint.handling_body, &records::Body::id);
        if (complaint.handling_body != 0 && body != view.bodies.end()) {
            notice.values["body"] = body->name;
            notice.values["body_en"] = body->name_en;
            notice.values["body_phone"] = body->phone;
        }
        decision.notices.push_back(std::move(notice));
    }
}

Decision carry_out(const Definition& definition, const CaseView& view, const Action& action,
                   const Actor& actor, const boost::json::object& input, const Reckoning& with) {
    Decision decision;
    decision.complaint = view.complaint;
    decision.event = action.event;
    if (!action.to.empty()) decision.complaint.state = action.to;
    apply_effects({definition, view, action, actor, input, with}, decision);
    turn_clocks(definition, action, view, with, decision);
    set_nearest_due(view, decision);
    const auto before = tracked_members(view.complaint);
    keep_input(action, input, before, decision);
    keep_changes(before, tracked_members(decision.complaint), decision);
    tell(definition, action, view, with, decision);
    return decision;
}

}  // namespace

base::Result<Decision> decide(const Definition& definition, const CaseView& view, std::string_view name,
                              const Actor& actor, const boost::json::object& input, const Calendar& calendar,
                              const Terms& terms, base::UtcMillis now) {
    const Action* action = definition.action(name);
    if (action == nullptr) return base::refuse("action_unknown", {{"action", std::string(name)}});
    const Acting acting = acting_on(definition, *action, view, actor);
    if (acting.standing == Standing::none) return std::unexpected(wrong_role(definition, *action));
    if (acting.standing == Standing::wrong_body) return base::refuse("wrong_body");
    const Actor& who = acting.substitute ? *acting.substitute : actor;
    if (already_done(*action, view)) return base::refuse("action_already_done");

    Objections objections;
    if (!stands_in_from(*action, view)) objections.reasons.push_back(wrong_state(definition, view));
    objections.faults = check_input(*action, input);
    // Guards read the input without looking at types again, so they see it only when it is sound.
    const Reckoning with{calendar, terms, now, clock_in(input)};
    ask_guards({definition, view, *action, who, objections.faults.empty() ? &input : nullptr, with},
               objections);
    if (!objections.reasons.empty() || !objections.faults.empty()) {
        return std::unexpected(not_possible(*action, std::move(objections)));
    }
    return carry_out(definition, view, *action, who, input, with);
}

namespace {

std::map<std::string, DayBounds, std::less<>> day_bounds(const Action& action, const CaseView& view,
                                                         const Reckoning& with) {
    std::map<std::string, DayBounds, std::less<>> result;
    for (const auto& field : action.fields) {
        if (field.not_before.empty() && field.not_after.empty()) continue;
        auto& bounds = result[field.name];
        if (const auto day = bound_day(field.not_before, view, with)) bounds.min = base::to_iso(*day);
        if (const auto day = bound_day(field.not_after, view, with)) bounds.max = base::to_iso(*day);
    }
    return result;
}

}  // namespace

std::vector<Offer> offers(const Definition& definition, const CaseView& view, const Actor& actor,
                          const Calendar& calendar, const Terms& terms, base::UtcMillis now) {
    std::vector<Offer> result;
    const Reckoning with{calendar, terms, now};
    for (const auto& action : definition.actions) {
        const Acting acting = acting_on(definition, action, view, actor);
        if (acting.standing == Standing::none) continue;
        const Actor& who = acting.substitute ? *acting.substitute : actor;
        Objections objections;
        if (acting.standing == Standing::wrong_body)
            objections.reasons.push_back(base::problem("wrong_body"));
        if (already_done(action, view)) {
            objections.reasons.push_back(base::problem("action_already_done"));
        } else if (!stands_in_from(action, view)) {
            objections.reasons.push_back(wrong_state(definition, view));
        }
        ask_guards({definition, view, action, who, nullptr, with}, objections);
        result.push_back({&action, std::move(objections.reasons), day_bounds(action, view, with)});
    }
    return result;
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

boost::json::object tracked_members(const records::Complaint& complaint) {
    return {{"state", complaint.state},
            {"channel", complaint.channel},
            {"handling_body", complaint.handling_body},
            {"assignee", complaint.assignee},
            {"received_at", complaint.received_at},
            {"closed_at", complaint.closed_at},
            {"due", complaint.due},
            {"due_clock", complaint.due_clock},
            {"outcome", complaint.outcome},
            {"rating", complaint.rating},
            {"rated_at", complaint.rated_at},
            {"called_back", complaint.callback},
            {"remaining_fen", complaint.remaining_fen}};
}

}  // namespace qingqian::workflow
