#include <algorithm>
#include <functional>

#include "workflow/effect_parts.hpp"

// Effects on the ledger and the plan. Entries are only added; the row's remaining sum follows from them.
namespace qingqian::workflow::effects {

Balance balance_after(const CaseView& view, const Decision& decision) {
    auto entries = view.ledger;
    entries.insert(entries.end(), decision.ledger.begin(), decision.ledger.end());
    return balance_of(entries);
}

Plan plan_after(const CaseView& view, const Decision& decision) {
    Plan plan = view.plan;
    for (const auto& change : decision.plan) {
        const auto found = std::ranges::find(plan, change.instalment.seq, &records::Instalment::seq);
        if (found == plan.end()) {
            plan.push_back(change.instalment);
        } else {
            *found = change.instalment;
        }
    }
    return plan;
}

namespace {

records::LedgerEntry& enter(const EffectContext& context, Decision& decision, std::string_view kind,
                            std::int64_t fen) {
    records::LedgerEntry entry;
    entry.complaint = context.view.complaint.id;
    entry.kind = kind;
    entry.amount_fen = fen;
    entry.at = context.with.now;
    return decision.ledger.emplace_back(std::move(entry));
}

void settle(const EffectContext& context, Decision& decision) {
    decision.complaint.remaining_fen = balance_after(context.view, decision).remaining();
}

/// claim_amount: what the form claims is owed; a second receipt enters the difference alone.
void claim_amount(const EffectContext& context, const Call&, Decision& decision) {
    const auto& before = context.view.complaint;
    const auto known = before.received_at == 0 ? 0 : before.remaining_fen;
    decision.complaint.remaining_fen = before.arrears_fen;
    if (before.arrears_fen != known) enter(context, decision, "claimed", before.arrears_fen - known);
}

/// record_amounts: the handling body's findings replace the claim as what remains.
void record_amounts(const EffectContext& context, const Call&, Decision& decision) {
    for (const std::string_view kind : {"verified", "undisputed", "disputed", "paid", "planned"}) {
        enter(context, decision, kind, integer_of(context, kind));
    }
    decision.complaint.remaining_fen = integer_of(context, "verified") - integer_of(context, "paid");
}

/// settle_amounts: the findings of a result enter as what they add to the ledger, so that a second result
/// does not count twice. The written result is the evidence of what it finds to be paid.
void settle_amounts(const EffectContext& context, const Call&, Decision& decision) {
    const auto before = balance_of(context.view.ledger);
    const auto difference = [&](std::string_view kind, std::int64_t known,
                                bool always) -> records::LedgerEntry* {
        const auto fen = integer_of(context, kind) - known;
        return fen == 0 && !always ? nullptr : &enter(context, decision, kind, fen);
    };
    difference("verified", before.verified, !before.assessed);
    difference("undisputed", before.undisputed, false);
    difference("disputed", before.disputed, false);
    if (auto* paid = difference("paid", before.paid, false)) paid->evidence = "result";
    difference("planned", before.planned, false);
    settle(context, decision);
}

// The last day on which something was paid of an instalment, by the ledger as it is after the step. A part
// that was entered late may have been paid first.
std::string completed_on(const EffectContext& context, const Decision& decision, std::int64_t instalment) {
    auto entries = context.view.ledger;
    entries.insert(entries.end(), decision.ledger.begin(), decision.ledger.end());
    std::string day;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].kind != "paid" || entries[i].instalment != instalment) continue;
        auto fen = entries[i].amount_fen;
        for (const auto& other : entries) {
            if (other.corrects == static_cast<std::int64_t>(i + 1)) fen += other.amount_fen;
        }
        if (fen > 0) day = std::max(day, entries[i].paid_on);
    }
    return day;
}

// The clock of the instalment due next runs; the others are met, late by the day of payment alone: what was
// paid in time is in time, whenever it is entered.
void follow_plan(const EffectContext& context, Decision& decision, const std::string& paid_on) {
    const auto plan = plan_after(context.view, decision);
    const auto* next = next_instalment(plan);
    for (const auto& clock : context.view.clocks) {
        if (clock.kind != "instalment" || clock.state != "running") continue;
        if (next != nullptr && clock.due_raw == next->due) return;
        ClockChange met{paid_on.empty() ? ClockChange::Kind::stop : ClockChange::Kind::meet, clock, ""};
        met.clock.state = paid_on.empty() ? "stopped" : "met";
        met.clock.ended_at = context.with.now;
        if (!paid_on.empty()) met.clock.late = paid_on > clock.due_legal;
        decision.clocks.push_back(std::move(met));
    }
    if (next == nullptr) return;
    const auto today = base::legal_day(context.with.now);
    const auto due = base::parse_day(next->due).value();
    records::CaseClock clock;
    clock.complaint = context.view.complaint.id;
    clock.kind = "instalment";
    clock.unit = "calendar_days";
    // A plan that is corrected after a day has passed counts from that day.
    const auto start = std::min(today, due);
    clock.length = (due - start).count();
    clock.started_at = context.with.now;
    clock.started_day = base::to_iso(start);
    run_clock(decision, ClockChange::Kind::start, recount(std::move(clock), context.with.calendar), "");
}

/// make_plan: the plan given replaces what is open of an earlier one; without one the earlier stays.
void make_plan(const EffectContext& context, const Call&, Decision& decision) {
    const auto* input = context.input.if_contains("plan");
    if (input == nullptr) return;
    std::int64_t last = 0;
    for (const auto& instalment : context.view.plan) {
        last = std::max(last, instalment.seq);
        if (instalment.state != "open") continue;
        decision.plan.push_back({PlanChange::Kind::change, instalment});
        decision.plan.back().instalment.state = "replaced";
    }
    for (auto& instalment : read_plan(input->as_array(), context.view.complaint.id, last))
        decision.plan.push_back({PlanChange::Kind::add, std::move(instalment)});
    const auto planned = balance_of(context.view.ledger).planned;
    const auto promise = promised(plan_after(context.view, decision));
    if (promise != planned) enter(context, decision, "planned", promise - planned);
    settle(context, decision);
    follow_plan(context, decision, "");
}

// A result may plan a sum without instalments; what is paid of it is planned no longer.
void lower_promise(const EffectContext& context, Decision& decision) {
    settle(context, decision);
    const auto after = balance_after(context.view, decision);
    if (after.planned <= after.remaining() || next_instalment(context.view.plan) != nullptr) return;
    enter(context, decision, "planned", after.remaining() - after.planned);
}

/// pay: a payment with its evidence.
void pay(const EffectContext& context, const Call&, Decision& decision) {
    auto& entry = enter(context, decision, "paid", integer_of(context, "amount"));
    entry.paid_on = text_of(context, "paid_on");
    entry.evidence = text_of(context, "proof");
    entry.instalment = integer_of(context, "instalment");
    lower_promise(context, decision);
}

void change_instalment(const EffectContext& context, Decision& decision, std::int64_t seq, std::int64_t fen,
                       const std::string& evidence) {
    const auto found = std::ranges::find(context.view.plan, seq, &records::Instalment::seq);
    if (found == context.view.plan.end()) return;
    auto instalment = *found;
    instalment.paid_fen += fen;
    if (!evidence.empty()) instalment.evidence = evidence;
    if (instalment.state != "replaced")
        instalment.state = instalment.paid_fen >= instalment.amount_fen ? "paid" : "open";
    // What is paid is planned no longer, and the other way round.
    if (instalment.state != "replaced" && fen != 0) enter(context, decision, "planned", -fen);
    decision.plan.push_back({PlanChange::Kind::change, std::move(instalment)});
}

/// pay_instalment: a payment of the plan with its evidence; the next instalment's day runs.
void pay_instalment(const EffectContext& context, const Call& call, Decision& decision) {
    pay(context, call, decision);
    change_instalment(context, decision, integer_of(context, "instalment"), integer_of(context, "amount"),
                      text_of(context, "proof"));
    settle(context, decision);
    follow_plan(context, decision, completed_on(context, decision, integer_of(context, "instalment")));
}

// Takes `fen` off what the open instalments promise, the last day's first. An instalment that is touched
// stays on record as replaced; what is left of it is promised anew for the same day.
void cut_plan(const EffectContext& context, Decision& decision, std::int64_t fen) {
    auto open = context.view.plan;
    std::int64_t last = 0;
    for (const auto& instalment : open) last = std::max(last, instalment.seq);
    std::erase_if(open, [](const auto& instalment) { return instalment.state != "open"; });
    std::ranges::sort(open, std::greater{}, &records::Instalment::due);
    enter(context, decision, "planned", -fen);
    for (auto& instalment : open) {
        if (fen == 0) return;
        const auto left = instalment.amount_fen - instalment.paid_fen;
        const auto cut = std::min(fen, left);
        fen -= cut;
        records::Instalment rest;
        rest.complaint = instalment.complaint;
        rest.seq = last + 1;
        rest.due = instalment.due;
        rest.amount_fen = left - cut;
        instalment.state = "replaced";
        decision.plan.push_back({PlanChange::Kind::change, std::move(instalment)});
        if (rest.amount_fen == 0) continue;
        ++last;
        decision.plan.push_back({PlanChange::Kind::add, std::move(rest)});
    }
}

/// waive: the complainant gives up a part. What exceeds the sum that no plan promises is taken off the plan.
void waive(const EffectContext& context, const Call&, Decision& decision) {
    const auto amount = integer_of(context, "amount");
    const auto promise = promised(context.view.plan);
    const auto free = balance_of(context.view.ledger).remaining() - promise;
    auto& entry = enter(context, decision, "waived", amount);
    entry.evidence = text_of(context, "proof");
    if (amount <= free || promise == 0) return lower_promise(context, decision);
    cut_plan(context, decision, amount - std::max<std::int64_t>(0, free));
    settle(context, decision);
    follow_plan(context, decision, "");
}

/// correct_entry: a counter-entry brings the entry named to the right amount.
void correct_entry(const EffectContext& context, const Call&, Decision& decision) {
    const auto place = integer_of(context, "entry");
    const auto& wrong = context.view.ledger.at(static_cast<std::size_t>(place - 1));
    const auto difference = integer_of(context, "amount") - wrong.amount_fen;
    enter(context, decision, "correction", difference).corrects = place;
    if (wrong.instalment == 0) return lower_promise(context, decision);
    change_instalment(context, decision, wrong.instalment, difference, "");
    settle(context, decision);
    follow_plan(context, decision, "");
}

constexpr Effect table[] = {
    {"claim_amount", claim_amount},
    {"record_amounts", record_amounts},
    {"settle_amounts", settle_amounts},
    {"make_plan", make_plan},
    {"pay", pay},
    {"pay_instalment", pay_instalment},
    {"waive", waive},
    {"correct_entry", correct_entry},
};

}  // namespace

std::span<const Effect> of_money() {
    return table;
}

}  // namespace qingqian::workflow::effects
