#include "interest.hpp"

#include <algorithm>
#include <string>

#include "workflow/money.hpp"

namespace qingqian::workflow {
namespace {

__extension__ using Wide = __int128;  // principal × days × rate needs up to 90 bits

/// What is owed as the days go by.
struct Account {
    std::int64_t principal = 0;
    std::int64_t interest = 0;
};

/// A fraction of the principal that a day of delay costs.
struct DayRate {
    Wide numerator = 0;
    Wide denominator = 1;
};

std::int64_t interest_of(std::int64_t principal, std::int64_t days, const DayRate& rate) {
    const Wide numerator = static_cast<Wide>(principal) * days * rate.numerator;
    return static_cast<std::int64_t>((2 * numerator + rate.denominator) / (2 * rate.denominator));
}

std::int64_t days_between(base::Day from, base::Day to) {
    return (to - from).count();
}

void check_dates(const InterestQuestion& question, std::vector<base::FieldFault>& faults) {
    if (question.due < question.contract) {
        faults.push_back(
            base::fault("/due", "date_before_contract", {{"contract", base::to_iso(question.contract)}}));
    }
    if (question.until < question.due) {
        faults.push_back(base::fault("/until", "until_before_due", {{"due", base::to_iso(question.due)}}));
    }
}

void check_numbers(const InterestQuestion& question, std::vector<base::FieldFault>& faults) {
    if (question.principal_fen <= 0 || question.principal_fen > max_fen) {
        faults.push_back(base::fault("/principal", "sum_bad"));
    }
    if (question.day_count != 365 && question.day_count != 360) {
        faults.push_back(base::fault("/day_count", "not_a_choice"));
    }
    const auto rate = question.agreed_annual_rate.value_or(0);
    if (rate < 0 || rate > max_annual_rate)
        faults.push_back(base::fault("/agreed_annual_percent", "rate_bad"));
}

void check_payments(const InterestQuestion& question, std::vector<base::FieldFault>& faults) {
    for (std::size_t i = 0; i < question.payments.size(); ++i) {
        const auto& payment = question.payments[i];
        const auto at = "/payments/" + std::to_string(i);
        if (payment.fen <= 0 || payment.fen > max_fen)
            faults.push_back(base::fault(at + "/amount", "sum_bad"));
        if (payment.date < question.due || payment.date > question.until) {
            faults.push_back(
                base::fault(at + "/date", "payment_outside",
                            {{"due", base::to_iso(question.due)}, {"until", base::to_iso(question.until)}}));
        }
    }
}

DayRate choose_rate(const InterestRules& rules, const LateRate& statutory, const InterestQuestion& question,
                    InterestFinding& finding) {
    constexpr Wide whole = Wide{100} * percent;
    if (!question.agreed_annual_rate) {
        finding.rate = statutory.daily_rate;
        finding.daily = true;
        return {statutory.daily_rate, whole};
    }
    finding.rate = *question.agreed_annual_rate;
    finding.lpr = governing(rules.lpr, "", question.contract, [](const LprRow&) { return true; });
    if (finding.lpr != nullptr && finding.rate < finding.lpr->annual_rate) {
        finding.rate = finding.lpr->annual_rate;
        finding.floor_applied = true;
    }
    if (finding.lpr == nullptr) {
        finding.notes.push_back(base::fault("/contract", "lpr_not_published"));
    } else if (question.contract > rules.lpr_checked_until) {
        finding.notes.push_back(
            base::fault("/contract", "lpr_not_checked", {{"until", base::to_iso(rules.lpr_checked_until)}}));
    }
    return {finding.rate, whole * question.day_count};
}

/// Puts a payment to the account; false where it is more than what is owed.
bool pay(Account& account, const Payment& payment) {
    const auto to_interest =
        payment.to == PaidTo::interest_first ? std::min(payment.fen, account.interest) : std::int64_t{0};
    if (payment.fen - to_interest > account.principal) return false;
    account.interest -= to_interest;
    account.principal -= payment.fen - to_interest;
    return true;
}

/// Computes the span up to `day` and begins the next one there.
void run_until(base::Day day, base::Day& from, const DayRate& rate, Account& account,
               InterestFinding& finding) {
    if (day == from) return;
    const auto days = days_between(from, day);
    const auto interest = interest_of(account.principal, days, rate);
    finding.segments.push_back({from, day, days, account.principal, interest});
    finding.interest_fen += interest;
    account.interest += interest;
    from = day;
}

std::optional<std::int64_t> read_rate(Reader& reader, const Node& node, std::string_view key) {
    const auto rate = parse_scaled(reader.text(node, key), 6, max_annual_rate);
    if (!rate) reader.fault(node.at(key), "must be a percentage of at most 100 with at most six decimals");
    return rate;
}

}  // namespace

std::expected<InterestRules, std::vector<std::string>> read_interest_rules(
    const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"lpr_checked_until", "late_interest", "lpr_1y"});
    InterestRules rules;
    const auto checked = base::parse_day(reader.text(root, "lpr_checked_until"));
    if (!checked) reader.fault("/lpr_checked_until", "must be a day");
    rules.lpr_checked_until = checked.value_or(base::Day{});
    for (const Node& node : reader.list(root, "late_interest")) {
        reader.only(node, {"id", "daily_percent", "article", "note", "province", "valid_from", "valid_until",
                           "source"});
        rules.late.push_back({read_validity(reader, node),
                              read_rate(reader, node, "daily_percent").value_or(0),
                              reader.optional_text(node, "article"), reader.optional_text(node, "note")});
    }
    for (const Node& node : reader.list(root, "lpr_1y")) {
        reader.only(node, {"id", "percent", "province", "valid_from", "valid_until", "source"});
        rules.lpr.push_back({read_validity(reader, node), read_rate(reader, node, "percent").value_or(0)});
    }
    std::vector<const LateRate*> late;
    for (const auto& row : rules.late) late.push_back(&row);
    check_validity(reader, "/late_interest", late);
    std::vector<const LprRow*> lpr;
    for (const auto& row : rules.lpr) lpr.push_back(&row);
    check_validity(reader, "/lpr_1y", lpr);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return rules;
}

base::Result<InterestFinding> late_interest(const InterestRules& rules, std::string_view province,
                                            const InterestQuestion& question) {
    std::vector<base::FieldFault> faults;
    check_numbers(question, faults);
    check_dates(question, faults);
    check_payments(question, faults);
    const auto* statutory =
        governing(rules.late, province, question.contract, [](const LateRate&) { return true; });
    if (statutory == nullptr) faults.push_back(base::fault("/contract", "before_every_rule"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));

    InterestFinding finding;
    finding.article = statutory->article;
    const DayRate rate = choose_rate(rules, *statutory, question, finding);
    if (!statutory->note.empty()) finding.notes.push_back(base::fault("/contract", statutory->note));

    // In the order of their days; of one day as they were given. The place in the question names a fault.
    std::vector<std::size_t> order(question.payments.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return question.payments[i].date; });
    Account account{question.principal_fen, 0};
    base::Day from = question.due;
    for (const auto i : order) {
        const auto& payment = question.payments[i];
        run_until(payment.date, from, rate, account, finding);
        if (pay(account, payment)) continue;
        const auto owed = account.principal + (payment.to == PaidTo::principal ? 0 : account.interest);
        return std::unexpected(base::invalid_input({base::fault(
            "/payments/" + std::to_string(i) + "/amount", "payment_over", {{"max", format_yuan(owed)}})}));
    }
    run_until(question.until, from, rate, account, finding);
    finding.days = days_between(question.due, question.until);
    finding.unpaid_principal_fen = account.principal;
    finding.unpaid_interest_fen = account.interest;
    return finding;
}

}  // namespace qingqian::workflow
