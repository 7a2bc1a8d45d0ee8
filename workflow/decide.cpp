#include "decide.hpp"

#include <algorithm>

#include "workflow/bounds.hpp"
#include "workflow/carry_out.hpp"
#include "workflow/guards.hpp"
#include "workflow/input.hpp"
#include "workflow/standing.hpp"

namespace qingqian::workflow {
namespace {

using records::Actor;

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

base::Sentence label_of_state(const Definition& definition, const std::string& code) {
    const auto* state = definition.state(code);
    return state == nullptr ? base::Sentence{code, code} : state->label;
}

// Says in which states the action is possible, so that whoever is refused knows what would be right.
base::Problem wrong_state(const Definition& definition, const Action& action, const CaseView& view) {
    base::Sentence from;
    for (const auto& code : action.from) {
        const auto label = label_of_state(definition, code);
        from.zh += (from.zh.empty() ? "“" : "、“") + label.zh + "”";
        from.en += (from.en.empty() ? "“" : ", “") + label.en + "”";
    }
    return problem_in_words("wrong_state",
                            {{"state", label_of_state(definition, view.complaint.state)}, {"from", from}});
}

// The provision that a refused action rests on; a rule of our own names none.
base::Problem with_basis(base::Problem problem, const Action& action) {
    if (!action.basis.empty()) problem.extra["basis"] = action.basis;
    return problem;
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

}  // namespace

base::Result<Decision> decide(const Definition& definition, const CaseView& view, std::string_view name,
                              const Actor& actor, const boost::json::object& input, const Calendar& calendar,
                              const Terms& terms, base::UtcMillis now) {
    const Action* action = definition.action(name);
    if (action == nullptr) return base::refuse("action_unknown", {{"action", std::string(name)}});
    const Acting acting = acting_on(definition, *action, view, actor);
    if (acting.standing == Standing::none)
        return std::unexpected(with_basis(wrong_role(definition, *action), *action));
    if (acting.standing == Standing::wrong_body)
        return std::unexpected(with_basis(base::problem("wrong_body"), *action));
    const Actor& who = acting.substitute ? *acting.substitute : actor;
    if (already_done(*action, view)) return base::refuse("action_already_done");

    Objections objections;
    if (!stands_in_from(*action, view)) objections.reasons.push_back(wrong_state(definition, *action, view));
    const Reckoning with{calendar, terms, now, clock_in(input)};
    objections.faults = check_input(*action, input, view, with);
    // Guards read the input without looking at types again, so they see it only when it is sound.
    ask_guards({definition, view, *action, who, objections.faults.empty() ? &input : nullptr, with},
               objections);
    if (!objections.reasons.empty() || !objections.faults.empty()) {
        return std::unexpected(with_basis(not_possible(*action, std::move(objections)), *action));
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
            objections.reasons.push_back(wrong_state(definition, action, view));
        }
        ask_guards({definition, view, action, who, nullptr, with}, objections);
        result.push_back({&action, std::move(objections.reasons), day_bounds(action, view, with)});
    }
    return result;
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
