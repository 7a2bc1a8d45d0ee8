#include "overdue.hpp"

#include <array>
#include <utility>

namespace qingqian::workflow {
namespace {

using Faults = std::vector<base::FieldFault>;

constexpr std::array<std::pair<std::string_view, Debtor>, 3> debtors{
    {{"public_body", Debtor::public_body},
     {"institution", Debtor::institution},
     {"large_enterprise", Debtor::large_enterprise}}};

void check(const OverdueQuestion& question, Faults& faults) {
    const auto not_before = [&](std::string_view pointer, const std::optional<base::Day>& day) {
        if (!day || *day >= question.contract) return;
        faults.push_back(
            base::fault(pointer, "date_before_contract", {{"contract", base::to_iso(question.contract)}}));
    };
    not_before("/delivered", question.delivered);
    not_before("/inspection_passed", question.inspection_passed);
    not_before("/inspection_deadline", question.inspection_deadline);
    not_before("/settlement_confirmed", question.settlement_confirmed);
    if (!question.delivered && !question.inspection_passed && !question.inspection_deadline &&
        !question.settlement_confirmed) {
        faults.push_back(base::fault("/delivered", "one_date_needed"));
    }
    if (!question.term_days) return;
    if (*question.term_days < 0) faults.push_back(base::fault("/term_days", "too_small", {{"min", "0"}}));
    if (*question.term_days > max_term_length) {
        faults.push_back(base::fault("/term_days", "too_large", {{"max", std::to_string(max_term_length)}}));
    }
}

void choose_start(const OverdueQuestion& question, OverdueFinding& finding) {
    const auto begin = [&](TermStart from, base::Day day) {
        finding.from = from;
        finding.start = day;
    };
    if (question.inspection_passed) return begin(TermStart::inspection_passed, *question.inspection_passed);
    if (question.inspection_deadline) {
        return begin(TermStart::inspection_deadline, *question.inspection_deadline);
    }
    if (question.settlement_confirmed) {
        return begin(TermStart::settlement_confirmed, *question.settlement_confirmed);
    }
    begin(TermStart::delivered, *question.delivered);
}

std::string article_of(const PaymentLaw& law, TermStart from) {
    switch (from) {
        case TermStart::inspection_passed:
            return law.inspection;
        case TermStart::inspection_deadline:
            return law.inspection_deadline;
        case TermStart::settlement_confirmed:
            return law.settlement;
        case TermStart::delivered:
            break;
    }
    return {};
}

/// The term in days, or nothing where neither contract nor law names one.
std::optional<std::int64_t> choose_term(const DebtorTerm& term, const OverdueQuestion& question,
                                        OverdueFinding& finding) {
    auto agreed = question.term_days;
    if (question.pay_when_paid && !term.third_party_void.empty()) {
        finding.notes.push_back(
            base::fault("/pay_when_paid", "pay_when_paid_void", {{"basis", term.third_party_void}}));
        agreed.reset();
    } else if (question.pay_when_paid && term.most_days) {
        finding.notes.push_back(base::fault("/pay_when_paid", "pay_when_paid_idle"));
    }
    const auto days = agreed ? agreed : term.days;
    if (days && term.most_days && *days > *term.most_days) {
        finding.notes.push_back(
            base::fault("/term_days", "term_capped",
                        {{"agreed", std::to_string(*days)}, {"most", std::to_string(*term.most_days)}}));
        return term.most_days;
    }
    return days;
}

std::string basis_of(const PaymentLaw& law, const DebtorTerm& term, TermStart from) {
    std::string basis = law.name + term.article;
    if (const auto article = article_of(law, from); !article.empty()) basis += "、" + article;
    return basis;
}

// A debtor who delays the inspection gains nothing by it; whether he did is for the officer to find.
void note_late_inspection(const OverdueQuestion& question, OverdueFinding& finding) {
    if (finding.from != TermStart::inspection_passed || !question.inspection_deadline ||
        *question.inspection_passed <= *question.inspection_deadline) {
        return;
    }
    finding.notes.push_back(base::fault("/inspection_passed", "inspection_late",
                                        {{"basis", finding.law->inspection_deadline},
                                         {"deadline", base::to_iso(*question.inspection_deadline)}}));
}

void note_days(OverdueFinding& finding) {
    if (finding.due.legal != finding.due.raw) {
        finding.notes.push_back(base::fault(
            "", "due_rolled",
            {{"raw", base::to_iso(finding.due.raw)}, {"legal", base::to_iso(finding.due.legal)}}));
    }
    if (finding.due.provisional) finding.notes.push_back(base::fault("", "due_provisional"));
    if (!finding.law->excuses.empty()) {
        finding.notes.push_back(base::fault("", "no_excuse", {{"article", finding.law->excuses}}));
    }
}

DebtorTerm read_term(Reader& reader, const Node& node) {
    reader.only(node, {"days", "most_days", "article", "third_party_void"});
    const auto number = [&](std::string_view key) -> std::optional<std::int64_t> {
        if (node.member(key) == nullptr) return std::nullopt;
        return reader.integer(node, key, 1, max_term_length);
    };
    DebtorTerm term{number("days"), number("most_days"), reader.optional_text(node, "article"),
                    reader.optional_text(node, "third_party_void")};
    if (term.days && term.most_days && *term.days > *term.most_days) {
        reader.fault(node.at("days"), "must not be above most_days");
    }
    return term;
}

PaymentLaw read_law(Reader& reader, const Node& node) {
    reader.only(node,
                {"id", "name", "debtors", "articles", "province", "valid_from", "valid_until", "source"});
    PaymentLaw law;
    law.validity = read_validity(reader, node);
    law.name = reader.text(node, "name");
    const Node terms{node.member("debtors"), node.at("debtors")};
    const Node articles{node.member("articles"), node.at("articles")};
    if (terms.value == nullptr || articles.value == nullptr) {
        reader.fault(node.path, "needs debtors and articles");
        return law;
    }
    reader.only(terms, {"public_body", "institution", "large_enterprise"});
    for (const auto& [name, debtor] : debtors) {
        const Node term{terms.member(name), terms.at(name)};
        if (term.value == nullptr) {
            reader.fault(term.path, "is missing");
        } else {
            law.debtors.emplace(debtor, read_term(reader, term));
        }
    }
    reader.only(articles, {"settlement", "inspection", "inspection_deadline", "excuses"});
    law.settlement = reader.optional_text(articles, "settlement");
    law.inspection = reader.optional_text(articles, "inspection");
    law.inspection_deadline = reader.optional_text(articles, "inspection_deadline");
    law.excuses = reader.optional_text(articles, "excuses");
    return law;
}

}  // namespace

std::optional<Debtor> debtor_of(std::string_view text) {
    for (const auto& [name, debtor] : debtors) {
        if (name == text) return debtor;
    }
    return std::nullopt;
}

std::expected<PaymentLaws, std::vector<std::string>> read_payment_laws(const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"laws"});
    PaymentLaws laws;
    for (const Node& node : reader.list(root, "laws")) laws.push_back(read_law(reader, node));
    std::vector<const PaymentLaw*> rows;
    for (const auto& law : laws) rows.push_back(&law);
    check_validity(reader, "/laws", rows);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return laws;
}

base::Result<OverdueFinding> payment_due(const PaymentLaws& laws, const Calendar& calendar,
                                         std::string_view province, const OverdueQuestion& question) {
    Faults faults;
    check(question, faults);
    OverdueFinding finding;
    finding.law = governing(laws, province, question.contract, [](const PaymentLaw&) { return true; });
    if (finding.law == nullptr) faults.push_back(base::fault("/contract", "before_every_rule"));
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));

    const auto& term = finding.law->debtors.at(question.debtor);
    choose_start(question, finding);
    const auto days = choose_term(term, question, finding);
    if (!days) {
        auto problem = base::problem("no_statutory_term", {{"law", finding.law->name + term.article}});
        problem.fields = std::move(finding.notes);
        problem.fields.push_back(base::fault("/term_days", "term_needed"));
        return std::unexpected(std::move(problem));
    }
    finding.term_days = *days;
    finding.due = due_date(calendar, finding.start, Unit::calendar_days, *days);
    finding.basis = basis_of(*finding.law, term, finding.from);
    note_late_inspection(question, finding);
    note_days(finding);
    return finding;
}

}  // namespace qingqian::workflow
