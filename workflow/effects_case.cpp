#include <algorithm>

#include "workflow/effect_parts.hpp"

// Effects on the case row, on who has the case in hand and on the bodies that have part.
namespace qingqian::workflow::effects {
namespace {

// Whether this officer could take any further step on the case once it is received.
bool has_part_in_review(const EffectContext& context) {
    return std::ranges::any_of(context.definition.actions, [&](const Action& action) {
        return std::ranges::find(action.from, context.action.to) != action.from.end() &&
               std::ranges::any_of(action.roles,
                                   [&](const std::string& role) { return context.actor.has_role(role); });
    });
}

/// receive: the complaint is received now (收到投诉); the review clock counts from this day. Who only takes
/// complaints down (热线登记岗) does not keep it in hand: it is anybody's at the desk that reviews it.
void receive(const EffectContext& context, const Call&, Decision& decision) {
    decision.complaint.received_at = context.with.now;
    if (context.actor.kind == "officer" && !has_part_in_review(context)) decision.complaint.assignee = 0;
}

void set_channel(const EffectContext& context, const Call&, Decision& decision) {
    if (const auto* channel = context.input.if_contains("channel")) {
        decision.complaint.channel = std::string(channel->as_string());
    }
}

std::int64_t body_named(const EffectContext& context, std::string_view code) {
    // A guard saw that it is there.
    return std::ranges::find(context.view.bodies, code, &records::Body::code)->id;
}

/// set_handling_body: who is to handle the case.
void set_handling_body(const EffectContext& context, const Call&, Decision& decision) {
    decision.complaint.handling_body = body_named(context, text_of(context, "handling_body"));
}

void add_part(const EffectContext& context, Decision& decision, std::int64_t body, std::string_view role,
              const std::string& rule) {
    records::CaseBody part;
    part.complaint = context.view.complaint.id;
    part.body = body;
    part.role = role;
    part.rule = rule;
    part.since = context.with.now;
    decision.parts.push_back({BodyChange::Kind::add, std::move(part)});
}

void end_parts(const EffectContext& context, Decision& decision, std::string_view role, std::int64_t body) {
    for (const auto& part : context.view.parts) {
        if (part.until != 0 || part.role != role || (body != 0 && part.body != body)) continue;
        auto ended = part;
        ended.until = context.with.now;
        decision.parts.push_back({BodyChange::Kind::end, std::move(ended)});
    }
}

/// name_lead: the handling body takes the lead (主办), by the routing rule that named it or by a person's
/// choice.
void name_lead(const EffectContext& context, const Call&, Decision& decision) {
    end_parts(context, decision, "lead", 0);
    const auto& route = context.view.route;
    const bool ruled = route.body == text_of(context, "handling_body");
    add_part(context, decision, decision.complaint.handling_body, "lead", ruled ? route.rule : "");
}

/// add_co_bodies: the bodies named have part from now on (协办).
void add_co_bodies(const EffectContext& context, const Call&, Decision& decision) {
    const auto* list = context.input.if_contains("co_bodies");
    if (list == nullptr) return;
    for (const auto& code : list->as_array())
        add_part(context, decision, body_named(context, std::string_view(code.as_string())), "co", "");
}

void end_co_body(const EffectContext& context, const Call&, Decision& decision) {
    end_parts(context, decision, "co", body_named(context, text_of(context, "co_body")));
}

void assign_actor(const EffectContext& context, const Call&, Decision& decision) {
    decision.complaint.assignee = context.actor.officer;
}

/// assign_if_free: whoever acts on a case that nobody has in hand takes it in hand.
void assign_if_free(const EffectContext& context, const Call&, Decision& decision) {
    if (decision.complaint.assignee == 0) decision.complaint.assignee = context.actor.officer;
}

void assign_named(const EffectContext& context, const Call&, Decision& decision) {
    const auto login = text_of(context, "officer");
    decision.complaint.assignee =
        std::ranges::find(context.view.officers, login, &records::Officer::login)->id;
}

void unassign(const EffectContext&, const Call&, Decision& decision) {
    decision.complaint.assignee = 0;
}

void set_outcome(const EffectContext& context, const Call&, Decision& decision) {
    decision.complaint.outcome = std::string(context.input.at("outcome").as_string());
}

void close(const EffectContext& context, const Call&, Decision& decision) {
    decision.complaint.closed_at = context.with.now;
}

/// set_callback: how the complainant was called back about the present result (回访).
void set_callback(const EffectContext& context, const Call&, Decision& decision) {
    if (context.input.contains("callback")) decision.complaint.callback = text_of(context, "callback");
}

void rate(const EffectContext& context, const Call&, Decision& decision) {
    decision.complaint.rating = integer_of(context, "rating");
    decision.complaint.rated_at = context.with.now;
}

/// await_verdict: a new result waits for its own evaluation and call-back.
void await_verdict(const EffectContext&, const Call&, Decision& decision) {
    decision.complaint.rating = 0;
    decision.complaint.rated_at = 0;
    decision.complaint.callback.clear();
}

/// link_merged: this case goes on in the one that the input names, if it names one.
void link_merged(const EffectContext& context, const Call&, Decision& decision) {
    if (!context.view.other) return;
    decision.links.push_back({context.view.complaint.id, context.view.other->id, "merged"});
}

void open_draft(const EffectContext&, const Call&, Decision& decision) {
    decision.opens_draft = true;
}

constexpr Effect table[] = {
    {"receive", receive},
    {"set_channel", set_channel},
    {"set_handling_body", set_handling_body},
    {"name_lead", name_lead},
    {"add_co_bodies", add_co_bodies},
    {"end_co_body", end_co_body},
    {"assign_actor", assign_actor},
    {"assign_if_free", assign_if_free},
    {"assign_named", assign_named},
    {"unassign", unassign},
    {"set_outcome", set_outcome},
    {"close", close},
    {"set_callback", set_callback},
    {"rate", rate},
    {"await_verdict", await_verdict},
    {"link_merged", link_merged},
    {"open_draft", open_draft},
};

}  // namespace

std::span<const Effect> of_case() {
    return table;
}

}  // namespace qingqian::workflow::effects
