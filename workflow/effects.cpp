#include "effects.hpp"

#include <algorithm>
#include <stdexcept>

namespace qingqian::workflow {
namespace {

std::int64_t fen_of(const EffectContext& context, std::string_view field) {
    const auto* value = context.input.if_contains(field);
    return value == nullptr ? 0 : value->as_int64();
}

void enter(const EffectContext& context, Decision& decision, std::string_view kind, std::int64_t fen) {
    records::LedgerEntry entry;
    entry.complaint = context.view.complaint.id;
    entry.kind = kind;
    entry.amount_fen = fen;
    entry.at = context.with.now;
    decision.ledger.push_back(std::move(entry));
}

/// receive: the complaint is received now (收到投诉); the review clock counts from this day.
void receive(const EffectContext& context, Decision& decision) {
    decision.complaint.received_at = context.with.now;
}

/// claim_amount: what the form claims is owed; a second receipt enters the difference alone.
void claim_amount(const EffectContext& context, Decision& decision) {
    const auto& before = context.view.complaint;
    const auto known = before.received_at == 0 ? 0 : before.remaining_fen;
    decision.complaint.remaining_fen = before.arrears_fen;
    if (before.arrears_fen != known) enter(context, decision, "claimed", before.arrears_fen - known);
}

void set_channel(const EffectContext& context, Decision& decision) {
    if (const auto* channel = context.input.if_contains("channel")) {
        decision.complaint.channel = std::string(channel->as_string());
    }
}

void set_handling_body(const EffectContext& context, Decision& decision) {
    const auto code = context.input.at("handling_body").as_string();
    const auto found = std::ranges::find(context.view.bodies, std::string_view(code), &records::Body::code);
    decision.complaint.handling_body = found->id;  // the guard handling_body_fits saw that it is there
}

void assign_actor(const EffectContext& context, Decision& decision) {
    decision.complaint.assignee = context.actor.officer;
}

/// assign_if_free: whoever acts on a case that nobody has in hand takes it in hand.
void assign_if_free(const EffectContext& context, Decision& decision) {
    if (decision.complaint.assignee == 0) decision.complaint.assignee = context.actor.officer;
}

void unassign(const EffectContext&, Decision& decision) {
    decision.complaint.assignee = 0;
}

/// record_amounts: the handling body's findings replace the claim as what remains.
void record_amounts(const EffectContext& context, Decision& decision) {
    for (const std::string_view kind : {"verified", "undisputed", "disputed", "paid", "planned"}) {
        enter(context, decision, kind, fen_of(context, kind));
    }
    decision.complaint.remaining_fen = fen_of(context, "verified") - fen_of(context, "paid");
}

void set_outcome(const EffectContext& context, Decision& decision) {
    decision.complaint.outcome = std::string(context.input.at("outcome").as_string());
}

void close(const EffectContext& context, Decision& decision) {
    decision.complaint.closed_at = context.with.now;
}

struct Effect {
    std::string_view name;
    void (*apply)(const EffectContext&, Decision&);
};

constexpr Effect effects[] = {
    {"receive", receive},           {"claim_amount", claim_amount},
    {"set_channel", set_channel},   {"set_handling_body", set_handling_body},
    {"assign_actor", assign_actor}, {"assign_if_free", assign_if_free},
    {"unassign", unassign},         {"record_amounts", record_amounts},
    {"set_outcome", set_outcome},   {"close", close},
};

const Effect* find_effect(std::string_view name) {
    const auto* found = std::ranges::find(effects, name, &Effect::name);
    return found == std::end(effects) ? nullptr : found;
}

}  // namespace

bool effect_known(std::string_view name) {
    return find_effect(name) != nullptr;
}

void apply_effects(const EffectContext& context, Decision& decision) {
    for (const auto& text : context.action.effects) {
        const Effect* effect = find_effect(read_call(text).name);
        if (effect == nullptr) throw std::logic_error("unknown effect: " + text);
        effect->apply(context, decision);
    }
}

}  // namespace qingqian::workflow
