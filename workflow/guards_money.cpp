#include <algorithm>

#include "workflow/guard_parts.hpp"
#include "workflow/money.hpp"
#include "workflow/plan.hpp"

// Guards about sums: the result, the plan, payments and corrections. The ledger decides, never a sum that was
// typed beside it.
namespace qingqian::workflow::guards {
namespace {

void fault(Objections& objections, std::string_view at, std::string_view code, base::Places places = {}) {
    objections.faults.push_back(base::fault(at, code, places));
}

/// amounts_balance: verified = undisputed + disputed (条例 15); paid + planned + waived do not exceed what
/// was verified.
void amounts_balance(const GuardContext& context, const Call&, Objections& objections) {
    const auto verified = integer_of(context, "verified");
    const auto waived = balance_of(context.view.ledger).waived;
    if (integer_of(context, "undisputed") + integer_of(context, "disputed") != verified)
        fault(objections, "/disputed", "split_mismatch", {{"expected", format_yuan(verified)}});
    const auto payable = std::max<std::int64_t>(0, verified - waived);
    const auto paid = integer_of(context, "paid");
    if (verified < waived) {
        fault(objections, "/verified", "below_ledger", {{"min", format_yuan(waived)}});
    } else if (paid > payable) {
        fault(objections, "/paid", "over_verified", {{"max", format_yuan(payable)}});
    } else if (paid + integer_of(context, "planned") > payable) {
        fault(objections, "/planned", "over_verified", {{"max", format_yuan(payable - paid)}});
    }
}

/// outcome_fits: the outcome code agrees with the amounts (a.5).
void outcome_fits(const GuardContext& context, const Call&, Objections& objections) {
    Balance after = balance_of(context.view.ledger);
    after.verified = integer_of(context, "verified");
    after.undisputed = integer_of(context, "undisputed");
    after.disputed = integer_of(context, "disputed");
    after.paid = integer_of(context, "paid");
    after.planned = integer_of(context, "planned");
    after.assessed = true;
    if (!workflow::outcome_fits(text_of(context, "outcome"), after))
        fault(objections, "/outcome", "outcome_amount_mismatch");
}

/// ledger_kept: the result takes back no payment that was entered (that is a correction's business), and
/// plans what the open instalments promise.
void ledger_kept(const GuardContext& context, const Call&, Objections& objections) {
    const auto paid = balance_of(context.view.ledger).paid;
    if (integer_of(context, "paid") < paid)
        fault(objections, "/paid", "below_ledger", {{"min", format_yuan(paid)}});
    if (next_instalment(context.view.plan) == nullptr) return;
    const auto promise = promised(context.view.plan);
    if (integer_of(context, "planned") != promise)
        fault(objections, "/planned", "plan_mismatch", {{"expected", format_yuan(promise)}});
}

/// outcome_confirmable: O1 (paid in full) only when nothing remains.
void outcome_confirmable(const GuardContext& context, const Call&, Objections& objections) {
    if (text_of(context, "outcome") == "O1" && context.view.complaint.remaining_fen != 0)
        fault(objections, "/outcome", "outcome_amount_mismatch");
}

/// outcome_stands: the outcome confirmed agrees with the ledger.
void outcome_stands(const GuardContext& context, const Call& call, Objections& objections) {
    // Without entries only the row can contradict.
    if (context.view.ledger.empty()) return outcome_confirmable(context, call, objections);
    if (!workflow::outcome_fits(text_of(context, "outcome"), balance_of(context.view.ledger)))
        fault(objections, "/outcome", "outcome_amount_mismatch");
}

/// plan_fits: instalments rise by day, lie in the future, and promise no more than is owed.
void plan_fits(const GuardContext& context, const Call&, Objections& objections) {
    const auto* plan = given(context, "plan");
    if (plan == nullptr) return;
    std::int64_t sum = 0;
    std::string last = today(context);
    const auto& items = plan->as_array();
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string due(items[i].at("due").as_string());
        const auto at = "/plan/" + std::to_string(i) + "/due";
        if (due <= last) fault(objections, at, "plan_order", {{"after", last}});
        if (base::parse_day(due).value() - base::legal_day(context.with.now) >
            std::chrono::days{max_term_length})
            fault(objections, at, "plan_too_long");
        last = std::max(last, due);
        sum += items[i].at("amount_fen").as_int64();
    }
    const auto remaining = balance_of(context.view.ledger).remaining();
    if (sum > remaining) fault(objections, "/plan", "plan_over", {{"max", format_yuan(remaining)}});
}

/// plan_there: a plan is given, or instalments of an earlier one are open.
void plan_there(const GuardContext& context, const Call&, Objections& objections) {
    if (given(context, "plan") == nullptr && next_instalment(context.view.plan) == nullptr)
        fault(objections, "/plan", "required");
}

/// plan_kept: every instalment is paid and evidenced (T20), or what was left of the plan was given up and
/// nothing is owed.
void plan_kept(const GuardContext& context, const Call&, Objections& objections) {
    const bool settled =
        next_instalment(context.view.plan) == nullptr && balance_of(context.view.ledger).remaining() == 0;
    if (!settled && !all_paid(context.view.plan))
        objections.reasons.push_back(base::problem("instalments_open"));
}

/// plan_broken: the legal day of an instalment (民法典 203), as its clock counts it, has passed without
/// payment.
void plan_broken(const GuardContext& context, const Call&, Objections& objections) {
    const auto* next = next_instalment(context.view.plan);
    if (next != nullptr) {
        const auto due = legal_day_of(context.with.calendar, base::parse_day(next->due).value());
        if (base::legal_day(context.with.now) > due) return;
    }
    objections.reasons.push_back(base::problem("no_instalment_overdue"));
}

/// plan_runs: an instalment is still to be paid.
void plan_runs(const GuardContext& context, const Call&, Objections& objections) {
    if (next_instalment(context.view.plan) == nullptr) objections.reasons.push_back(base::problem("no_plan"));
}

/// owed: something is still owed.
void owed(const GuardContext& context, const Call&, Objections& objections) {
    if (balance_of(context.view.ledger).remaining() <= 0)
        objections.reasons.push_back(base::problem("nothing_owed"));
}

/// owed_beside_plan: more is owed than the plan promises.
void owed_beside_plan(const GuardContext& context, const Call&, Objections& objections) {
    if (balance_of(context.view.ledger).remaining() <= promised(context.view.plan))
        objections.reasons.push_back(base::problem("nothing_owed"));
}

bool correctable(const std::vector<records::LedgerEntry>& ledger, std::int64_t place) {
    const auto& kind = ledger[static_cast<std::size_t>(place - 1)].kind;
    return (kind == "paid" || kind == "waived") &&
           std::ranges::none_of(ledger, [&](const auto& other) { return other.corrects == place; });
}

/// correctable_there: a payment or waiver was entered that no correction names yet.
void correctable_there(const GuardContext& context, const Call&, Objections& objections) {
    for (std::size_t place = 1; place <= context.view.ledger.size(); ++place) {
        if (correctable(context.view.ledger, static_cast<std::int64_t>(place))) return;
    }
    objections.reasons.push_back(base::problem("nothing_to_correct"));
}

/// instalment_fits: the instalment named is open, and the payment does not exceed what is left of it.
void instalment_fits(const GuardContext& context, const Call&, Objections& objections) {
    const auto* instalment = open_instalment(context.view.plan, integer_of(context, "instalment"));
    if (instalment == nullptr) return fault(objections, "/instalment", "unknown_instalment");
    const auto left = instalment->amount_fen - instalment->paid_fen;
    if (integer_of(context, "amount") > left)
        fault(objections, "/amount", "payment_over", {{"max", format_yuan(left)}});
}

/// payment_fits: no more is paid or waived than remains, and not what is promised by a plan twice.
void payment_fits(const GuardContext& context, const Call&, Objections& objections) {
    const auto remaining = balance_of(context.view.ledger).remaining();
    if (integer_of(context, "amount") > remaining)
        fault(objections, "/amount", "payment_over", {{"max", format_yuan(remaining)}});
}

/// payment_beside_plan: what is paid or waived outside the plan leaves the plan's sum owed.
void payment_beside_plan(const GuardContext& context, const Call&, Objections& objections) {
    const auto free = balance_of(context.view.ledger).remaining() - promised(context.view.plan);
    if (integer_of(context, "amount") > free)
        fault(objections, "/amount", "payment_over", {{"max", format_yuan(std::max<std::int64_t>(0, free))}});
}

/// proof_there(field): the file named is one of the case and was not found infected.
void proof_there(const GuardContext& context, const Call& call, Objections& objections) {
    const auto& field = call.arguments.at(0);
    const auto* value = given(context, field);
    if (value == nullptr) return;
    const auto check = [&](const boost::json::value& uid, const std::string& at) {
        const auto found = std::ranges::find(context.view.attachments, std::string_view(uid.as_string()),
                                             &records::Attachment::uid);
        if (found == context.view.attachments.end() || found->removed_at != 0 || found->verdict == "infected")
            fault(objections, at, "unknown_attachment");
    };
    if (value->is_string()) return check(*value, "/" + field);
    for (std::size_t i = 0; i < value->as_array().size(); ++i)
        check(value->as_array()[i], "/" + field + "/" + std::to_string(i));
}

/// answer_adds_up: what the respondent disputes needs a reason; what it admits and disputes is one sum of
/// money.
void answer_adds_up(const GuardContext& context, const Call&, Objections& objections) {
    if (integer_of(context, "disputed") > 0 && code_points(text_of(context, "reason")) < 10)
        fault(objections, "/reason", "reason_needed", {{"min", "10"}});
}

/// correction_fits: the entry named is a payment or a waiver, not yet corrected; the right amount differs,
/// and the ledger stays sound with it.
void correction_fits(const GuardContext& context, const Call&, Objections& objections) {
    const auto place = integer_of(context, "entry");
    const auto& ledger = context.view.ledger;
    if (place < 1 || place > static_cast<std::int64_t>(ledger.size()))
        return fault(objections, "/entry", "unknown_entry");
    const auto& entry = ledger[static_cast<std::size_t>(place - 1)];
    if (!correctable(ledger, place)) return fault(objections, "/entry", "entry_stands");
    const auto difference = integer_of(context, "amount") - entry.amount_fen;
    if (difference == 0) return fault(objections, "/amount", "entry_same");
    const auto balance = balance_of(ledger);
    const auto room = entry.instalment != 0 ? 0 : balance.remaining() - promised(context.view.plan);
    if (difference > room)
        return fault(objections, "/amount", "payment_over",
                     {{"max", format_yuan(entry.amount_fen + std::max<std::int64_t>(0, room))}});
    Balance after = balance;
    (entry.kind == "paid" ? after.paid : after.waived) += difference;
    const auto& outcome = context.view.complaint.outcome;
    if (!outcome.empty() && context.view.complaint.state != "HANDLING" &&
        !workflow::outcome_fits(outcome, after) && workflow::outcome_fits(outcome, balance))
        objections.reasons.push_back(base::problem("outcome_would_change"));
}

constexpr Guard table[] = {
    {"amounts_balance", true, amounts_balance},
    {"outcome_fits", true, outcome_fits},
    {"ledger_kept", true, ledger_kept},
    {"outcome_confirmable", true, outcome_confirmable},
    {"outcome_stands", true, outcome_stands},
    {"plan_fits", true, plan_fits},
    {"plan_there", true, plan_there},
    {"plan_kept", false, plan_kept},
    {"plan_broken", false, plan_broken},
    {"plan_runs", false, plan_runs},
    {"owed", false, owed},
    {"owed_beside_plan", false, owed_beside_plan},
    {"correctable_there", false, correctable_there},
    {"instalment_fits", true, instalment_fits},
    {"payment_fits", true, payment_fits},
    {"payment_beside_plan", true, payment_beside_plan},
    {"proof_there", true, proof_there},
    {"answer_adds_up", true, answer_adds_up},
    {"correction_fits", true, correction_fits},
};

}  // namespace

std::span<const Guard> of_money() {
    return table;
}

}  // namespace qingqian::workflow::guards
