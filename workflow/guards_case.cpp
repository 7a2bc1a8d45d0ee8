#include <algorithm>

#include "workflow/guard_parts.hpp"
#include "workflow/standing.hpp"

// Guards about the case as a whole: its clocks, who has it in hand, which bodies have part.
namespace qingqian::workflow::guards {
namespace {

using base::Sentence;

/// clock_passed(kind): the open clock of that kind has ended, i.e. its legal day is over. "*" stands for the
/// clock that the input names.
void clock_passed(const GuardContext& context, const Call& call, Objections& objections) {
    const std::string kind(call.arguments.at(0) == named_clock ? context.with.named : call.arguments.at(0));
    const auto* clock = open_clock(context.view, kind);
    if (clock == nullptr || clock->state != "running" || passed(context, *clock)) return;
    objections.reasons.push_back(problem_in_words(
        "clock_not_passed",
        {{"clock", label_of_clock(context.definition, kind)}, {"due", plain(clock->due_legal)}}));
}

/// clock_runs(kind): a clock of that kind is open.
void clock_runs(const GuardContext& context, const Call& call, Objections& objections) {
    const auto& kind = call.arguments.at(0);
    if (open_clock(context.view, kind) != nullptr) return;
    objections.reasons.push_back(
        problem_in_words("clock_not_running", {{"clock", label_of_clock(context.definition, kind)}}));
}

/// within_term(term, kind): the term, counted from the start of the open clock of that kind, is not over.
/// Without such a clock it has not begun.
void within_term(const GuardContext& context, const Call& call, Objections& objections) {
    const auto* clock = open_clock(context.view, call.arguments.at(1));
    if (clock == nullptr) return;
    const auto start = base::parse_day(clock->started_day).value();
    const auto* term = context.with.terms.find(call.arguments.at(0), context.view.complaint.province, start);
    if (term == nullptr) return;
    const auto due = base::to_iso(due_date(context.with.calendar, start, term->unit, term->length).legal);
    if (today(context) <= due) return;
    objections.reasons.push_back(problem_in_words("term_over", {{"due", plain(due)}}));
}

/// free_to_claim: nobody else has the case in hand; a head may take it over.
void free_to_claim(const GuardContext& context, const Call&, Objections& objections) {
    const auto assignee = context.view.complaint.assignee;
    if (assignee == 0) return;
    if (assignee == context.actor.officer) {
        objections.reasons.push_back(base::problem("action_already_done"));
    } else if (!is_head(context.actor)) {
        objections.reasons.push_back(base::problem("assigned_to_other"));
    }
}

/// in_hand: the actor has the case in hand, or is the head of those who might.
void in_hand(const GuardContext& context, const Call&, Objections& objections) {
    const auto assignee = context.view.complaint.assignee;
    if (assignee == 0) {
        objections.reasons.push_back(base::problem("not_assigned"));
    } else if (assignee != context.actor.officer && !is_head(context.actor)) {
        objections.reasons.push_back(base::problem("assigned_to_other"));
    }
}

/// may_hand_over: the actor has the case in hand; a head may hand over any.
void may_hand_over(const GuardContext& context, const Call& call, Objections& objections) {
    if (!is_head(context.actor)) in_hand(context, call, objections);
}

/// officer_fits: the officer named works in the body that has the case, may work on cases (c.2: no
/// administrator, auditor or statistics officer), and has it not already.
void officer_fits(const GuardContext& context, const Call&, Objections& objections) {
    const auto login = text_of(context, "officer");
    const auto& known = context.view.officers;
    const auto found = std::ranges::find(known, login, &records::Officer::login);
    if (found == known.end() || found->disabled_at != 0 || found->body != context.actor.body) {
        objections.faults.push_back(base::fault("/officer", "unknown_officer"));
    } else if (!may_have_in_hand(context.action, found->roles)) {
        objections.faults.push_back(base::fault("/officer", "officer_handles_no_cases"));
    } else if (found->id == context.view.complaint.assignee) {
        objections.reasons.push_back(base::problem("action_already_done"));
    }
}

/// signed_by_head: where the rules leave this act to the head of the department, a head takes it (c.2).
void signed_by_head(const GuardContext& context, const Call&, Objections& objections) {
    if (is_head(context.actor) || !left_to_head(context.view, context.action)) return;
    objections.reasons.push_back(problem_in_words("head_signs", {{"action", context.action.label}}));
}

const records::Body* body_named(const GuardContext& context, std::string_view code) {
    const auto& known = context.view.bodies;
    const auto found = std::ranges::find(known, code, &records::Body::code);
    return found == known.end() ? nullptr : &*found;
}

/// handling_body_fits: the body named is one that handles complaints (处理投诉部门).
void handling_body_fits(const GuardContext& context, const Call&, Objections& objections) {
    const auto* body = body_named(context, text_of(context, "handling_body"));
    if (body == nullptr || body->kind != "handling")
        objections.faults.push_back(base::fault("/handling_body", "unknown_body"));
}

/// other_body: the body named is not the one that gave the case back (T11).
void other_body(const GuardContext& context, const Call&, Objections& objections) {
    const auto* body = body_named(context, text_of(context, "handling_body"));
    if (body != nullptr && body->id == context.view.complaint.handling_body)
        objections.faults.push_back(base::fault("/handling_body", "same_body"));
}

/// body_known(field): the body named, if any is, exists.
void body_known(const GuardContext& context, const Call& call, Objections& objections) {
    const auto& field = call.arguments.at(0);
    if (given(context, field) != nullptr && body_named(context, text_of(context, field)) == nullptr)
        objections.faults.push_back(base::fault("/" + field, "unknown_body"));
}

/// route_explained: whoever departs from the body that the routing rules name says why (c.3).
void route_explained(const GuardContext& context, const Call&, Objections& objections) {
    const auto& route = context.view.route;
    if (route.body.empty() || route.body == text_of(context, "handling_body")) return;
    if (code_points(text_of(context, "override_reason")) < 10)
        objections.faults.push_back(base::fault("/override_reason", "override_reason_needed"));
}

bool has_part(const CaseView& view, std::int64_t body) {
    return std::ranges::any_of(view.parts, [&](const records::CaseBody& part) {
        return part.body == body && part.role == "co" && part.until == 0;
    });
}

/// co_bodies_fit: each body named handles complaints, is not the lead and has no part yet (主办, 协办).
void co_bodies_fit(const GuardContext& context, const Call&, Objections& objections) {
    const auto* list = given(context, "co_bodies");
    if (list == nullptr) return;
    auto lead = text_of(context, "handling_body");
    for (std::size_t i = 0; i < list->as_array().size(); ++i) {
        const std::string_view code = list->as_array()[i].as_string();
        const auto at = "/co_bodies/" + std::to_string(i);
        const auto* body = body_named(context, code);
        if (body == nullptr || body->kind != "handling") {
            objections.faults.push_back(base::fault(at, "unknown_body"));
        } else if (code == lead || has_part(context.view, body->id) ||
                   (lead.empty() && body->id == context.view.complaint.handling_body)) {
            objections.faults.push_back(base::fault(at, "body_takes_part"));
        }
    }
}

/// co_body_there: a body is co-handling.
void co_body_there(const GuardContext& context, const Call&, Objections& objections) {
    const bool there = std::ranges::any_of(context.view.parts, [](const records::CaseBody& part) {
        return part.role == "co" && part.until == 0;
    });
    if (!there) objections.reasons.push_back(base::problem("no_co_body"));
}

/// co_body_takes_part: the body named is co-handling now.
void co_body_takes_part(const GuardContext& context, const Call&, Objections& objections) {
    const auto* body = body_named(context, text_of(context, "co_body"));
    if (body == nullptr || !has_part(context.view, body->id))
        objections.faults.push_back(base::fault("/co_body", "body_takes_no_part"));
}

constexpr Guard table[] = {
    {"clock_passed", false, clock_passed},
    {"clock_runs", false, clock_runs},
    {"within_term", false, within_term},
    {"free_to_claim", false, free_to_claim},
    {"in_hand", false, in_hand},
    {"may_hand_over", false, may_hand_over},
    {"officer_fits", true, officer_fits},
    {"signed_by_head", false, signed_by_head},
    {"handling_body_fits", true, handling_body_fits},
    {"other_body", true, other_body},
    {"body_known", true, body_known},
    {"route_explained", true, route_explained},
    {"co_bodies_fit", true, co_bodies_fit},
    {"co_body_there", false, co_body_there},
    {"co_body_takes_part", true, co_body_takes_part},
};

}  // namespace

std::span<const Guard> of_case() {
    return table;
}

}  // namespace qingqian::workflow::guards
