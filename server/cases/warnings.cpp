#include "warnings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "normalise.hpp"
#include "workflow/credit_code.hpp"
#include "workflow/money.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using Warnings = std::vector<base::FieldFault>;
using Answered = base::Result<workflow::OverdueFinding>;

/// A group of the form: an object with its pointer, or nothing.
struct Group {
    const json::object* values = nullptr;
    std::string pointer;

    std::string at(std::string_view key) const { return base::pointer_to(pointer, key); }
    const json::value* value(std::string_view key) const {
        return values == nullptr ? nullptr : values->if_contains(key);
    }
    std::string_view text(std::string_view key) const {
        const auto* found = value(key);
        return found != nullptr && found->is_string() ? std::string_view(found->get_string())
                                                      : std::string_view{};
    }
    std::optional<std::int64_t> number(std::string_view key) const {
        const auto* found = value(key);
        return found != nullptr && found->is_int64() ? std::optional(found->get_int64()) : std::nullopt;
    }
    std::optional<base::Day> day(std::string_view key) const { return base::parse_day(text(key)); }
    bool chosen(std::string_view key, std::string_view choice) const {
        const auto* found = value(key);
        return found != nullptr && found->is_array() &&
               std::ranges::find(found->get_array(), json::value(choice)) != found->get_array().end();
    }
};

Group group_of(const json::object& form, std::string_view section) {
    const auto* found = form.if_contains(section);
    return {found == nullptr ? nullptr : found->if_object(), base::pointer_to("/form", section)};
}

std::vector<Group> debts_of(const json::object& form) {
    std::vector<Group> debts;
    const auto* found = form.if_contains("debts");
    const auto* items = found == nullptr ? nullptr : found->if_array();
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
        debts.push_back({(*items)[i].if_object(), "/form/debts/" + std::to_string(i)});
    }
    return debts;
}

/// Everything a warning is weighed with.
struct Weighing {
    const CalculatorRules& rules;
    const workflow::Calendar& calendar;
    std::string_view province;
    base::Day today;
    Warnings warnings{};

    void add(const std::string& pointer, std::string_view code, base::Places places = {}) {
        warnings.push_back(base::fault(pointer, code, places));
    }
};

/// The kind of body that a group's code belongs to; remarks on the code on the way.
std::string_view weigh_code(Weighing& weighing, const Group& group) {
    const auto code = workflow::check_credit_code(group.text("credit_code"));
    if (!code.valid) return {};
    for (const auto& warning : code.warnings) weighing.add(group.at("credit_code"), "credit_" + warning);
    return workflow::holder_kind(code.code);
}

void weigh_size(Weighing& weighing, const Group& complainant, base::Day contract) {
    const auto* row = weighing.rules.sizes.find(complainant.text("industry"), weighing.province, contract);
    const auto claimed = workflow::size_class_of(complainant.text("size"));
    std::optional<workflow::SizeClass> computed;
    if (row != nullptr) {
        const auto size =
            workflow::classify(*row, {complainant.number("employees"), complainant.number("revenue_fen"),
                                      complainant.number("assets_fen")});
        if (size) computed = *size;
    }
    if (computed.value_or(claimed.value_or(workflow::SizeClass::micro)) == workflow::SizeClass::large) {
        weighing.add(complainant.at("size"), "complainant_large");
    } else if (computed && claimed && *computed != *claimed) {
        weighing.add(complainant.at("size"), "size_is_" + std::string(workflow::to_string(*computed)));
    }
}

void weigh_complainant(Weighing& weighing, const Group& complainant, const std::vector<Group>& debts) {
    const auto holder = weigh_code(weighing, complainant);
    if (holder == "household" || holder == "cooperative") {
        weighing.add(complainant.at("credit_code"), "complainant_no_company");
    } else if (!holder.empty() && holder != "enterprise") {
        weighing.add(complainant.at("credit_code"), "complainant_no_enterprise");
    }
    std::optional<base::Day> first;
    for (const auto& debt : debts) {
        const auto signed_on = debt.day("signed_on");
        if (signed_on && (!first || *signed_on < *first)) first = signed_on;
    }
    if (first) weigh_size(weighing, complainant, *first);
}

bool is_enterprise(std::string_view type) {
    return type == "soe_central" || type == "soe_local" || type == "private_large" || type == "foreign_large";
}

bool fits(std::string_view type, std::string_view holder) {
    if (type == "group") return holder == "group" || holder == "association";
    return is_enterprise(type) ? holder == "enterprise" : holder == type;
}

void weigh_respondent(Weighing& weighing, const Group& respondent) {
    const auto holder = weigh_code(weighing, respondent);
    const auto type = respondent.text("type");
    const auto size = respondent.text("size");
    if (type == "other") {
        weighing.add(respondent.at("type"), "respondent_outside");
    } else if (holder == "household" || holder == "cooperative" || holder == "rural") {
        weighing.add(respondent.at("credit_code"), "respondent_outside");
    } else if (!type.empty() && !holder.empty() && !fits(type, holder)) {
        weighing.add(respondent.at("type"), "respondent_type_differs");
    }
    if (is_enterprise(type) && (size == "medium" || size == "small" || size == "micro")) {
        weighing.add(respondent.at("size"), "respondent_not_large");
    } else if (is_enterprise(type) && size == "unknown") {
        weighing.add(respondent.at("size"), "respondent_size_unknown");
    }
    const auto* central = respondent.value("central_soe");
    if (type == "soe_central" || (central != nullptr && central->is_bool() && central->get_bool())) {
        weighing.add(respondent.at("central_soe"), "respondent_national");
    }
}

std::optional<workflow::Debtor> debtor_of(std::string_view type) {
    if (type == "organ" || type == "group") return workflow::Debtor::public_body;
    if (type == "institution") return workflow::Debtor::institution;
    return is_enterprise(type) ? std::optional(workflow::Debtor::large_enterprise) : std::nullopt;
}

/// The debt as the due-date rule asks for it.
workflow::OverdueQuestion question_of(const Group& debt, workflow::Debtor debtor, base::Day contract) {
    workflow::OverdueQuestion question;
    question.debtor = debtor;
    question.contract = contract;
    question.delivered = debt.day("delivered_on");
    question.term_days = debt.number("payment_days");
    const auto settlement = debt.text("settlement");
    question.pay_when_paid = settlement == "pay_when_paid";
    if (settlement == "progress") question.settlement_confirmed = debt.day("settled_on");
    if (settlement != "inspection") return question;
    question.inspection_passed = debt.day("inspected_on");
    const auto term = debt.number("inspection_days");
    if (question.delivered && term && *term >= 0 && *term <= workflow::max_term_length) {
        question.inspection_deadline = *question.delivered + std::chrono::days(*term);
    }
    return question;
}

/// When the debt fell due by contract and law; an agreed date counts as a term up to it.
Answered due_of(const Weighing& weighing, const Group& debt, workflow::OverdueQuestion question) {
    const auto ask = [&] {
        return workflow::payment_due(weighing.rules.laws, weighing.calendar, weighing.province, question);
    };
    const auto agreed = debt.day("payment_date");
    if (!agreed || question.term_days) return ask();
    question.term_days = 0;
    const auto start = ask();
    if (!start || *agreed < start->start) return start;
    question.term_days = (*agreed - start->start).count();
    return ask();
}

void weigh_due(Weighing& weighing, const Group& debt, const Answered& computed) {
    const auto stated = debt.day("due_on");
    if (!stated) return;
    if (*stated >= weighing.today) {
        weighing.add(debt.at("due_on"), "not_yet_due");
    } else if (computed && computed->due.legal >= weighing.today) {
        weighing.add(debt.at("due_on"), "due_by_law_later", {{"day", base::to_iso(computed->due.legal)}});
    } else if (computed && *stated != computed->due.raw && *stated != computed->due.legal) {
        weighing.add(debt.at("due_on"), "due_by_law_differs", {{"day", base::to_iso(computed->due.legal)}});
    }
}

void weigh_reasons(Weighing& weighing, const Group& debt, base::Day contract) {
    const auto* law = workflow::governing(weighing.rules.laws, weighing.province, contract,
                                          [](const workflow::PaymentLaw&) { return true; });
    if (law == nullptr || law->excuses.empty()) return;
    for (const auto* excuse : {"new_head", "process", "audit"}) {
        if (!debt.chosen("reasons", excuse)) continue;
        return weighing.add(debt.at("reasons"), "no_excuse", {{"article", law->excuses}});
    }
}

void weigh_rate(Weighing& weighing, const Group& debt, base::Day contract) {
    auto text = trimmed(half_width(debt.text("interest_percent")));
    if (text.ends_with('%')) text.pop_back();
    const auto rate = workflow::parse_scaled(trimmed(text), 6, workflow::max_annual_rate);
    const auto* lpr = workflow::governing(weighing.rules.interest.lpr, "", contract,
                                          [](const workflow::LprRow&) { return true; });
    if (!rate || lpr == nullptr || *rate >= lpr->annual_rate) return;
    weighing.add(debt.at("interest_percent"), "rate_below_lpr",
                 {{"lpr", workflow::format_scaled(lpr->annual_rate, 6)}});
}

void weigh_debt(Weighing& weighing, const Group& debt, std::optional<workflow::Debtor> debtor) {
    const auto contract = debt.day("signed_on");
    if (!contract) return;
    for (const auto* key : {"delivered_on", "inspected_on", "settled_on"}) {
        const auto day = debt.day(key);
        if (day && *day < *contract) {
            weighing.add(debt.at(key), "date_odd", {{"contract", base::to_iso(*contract)}});
        }
    }
    weigh_reasons(weighing, debt, *contract);
    weigh_rate(weighing, debt, *contract);
    if (!debtor) return weigh_due(weighing, debt, base::refuse("no_statutory_term", {{"law", ""}}));
    const auto computed = due_of(weighing, debt, question_of(debt, *debtor, *contract));
    weigh_due(weighing, debt, computed);
    const auto& notes = computed ? computed->notes : computed.error().fields;
    for (const auto& note : notes) {
        if (note.code == "pay_when_paid_void") {
            weighing.warnings.push_back({debt.at("settlement"), note.code, note.sentence});
        } else if (note.code == "term_capped") {
            weighing.warnings.push_back({debt.at("payment_days"), note.code, note.sentence});
        }
    }
}

}  // namespace

Warnings form_warnings(const json::object& form, const CalculatorRules& rules,
                       const workflow::Calendar& calendar, std::string_view province, base::Day today) {
    Weighing weighing{rules, calendar, province, today};
    const auto respondent = group_of(form, "respondent");
    const auto debts = debts_of(form);
    weigh_complainant(weighing, group_of(form, "complainant"), debts);
    weigh_respondent(weighing, respondent);
    const auto debtor = debtor_of(respondent.text("type"));
    for (const auto& debt : debts) weigh_debt(weighing, debt, debtor);
    return std::move(weighing.warnings);
}

}  // namespace qingqian::cases
