#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "workflow/calendar.hpp"
#include "workflow/validity.hpp"

namespace qingqian::workflow {

/// Who owes: 机关, 事业单位, 大型企业 (条例第二条). Associations paid from fiscal funds count as public
/// bodies (第三十六条).
enum class Debtor { public_body, institution, large_enterprise };

/// "public_body", "institution", "large_enterprise"; nothing for anything else.
std::optional<Debtor> debtor_of(std::string_view text);

/// What one law says of one kind of debtor.
struct DebtorTerm {
    std::optional<std::int64_t> days;       ///< where the contract names none; nothing: no statutory number
    std::optional<std::int64_t> most_days;  ///< the longest that may be agreed
    std::string article;
    std::string third_party_void;  ///< why a pay-when-paid clause is void; empty where nothing says so
};

/// One text of the law on terms of payment, by the date of the contract.
struct PaymentLaw {
    Validity validity;
    std::string name;
    std::map<Debtor, DebtorTerm> debtors;
    std::string settlement;  ///< articles by subject; empty where the text has none
    std::string inspection;
    std::string inspection_deadline;
    std::string excuses;
};

using PaymentLaws = std::vector<PaymentLaw>;

/// Reads schemas/rules/overdue.json, or says everything that is wrong with it.
std::expected<PaymentLaws, std::vector<std::string>> read_payment_laws(const boost::json::value& document);

struct OverdueQuestion {
    Debtor debtor = Debtor::public_body;
    base::Day contract;
    std::optional<base::Day> delivered;
    std::optional<base::Day> inspection_passed;     ///< with an inspection clause
    std::optional<base::Day> inspection_deadline;   ///< end of the agreed inspection term, with such a clause
    std::optional<base::Day> settlement_confirmed;  ///< with settlement by progress or period
    std::optional<std::int64_t> term_days;          ///< as agreed, calendar days
    bool pay_when_paid = false;  ///< the contract makes payment wait for a third party's (背靠背)
};

/// What the term runs from.
enum class TermStart { delivered, inspection_passed, inspection_deadline, settlement_confirmed };

struct OverdueFinding {
    const PaymentLaw* law = nullptr;
    TermStart from = TermStart::delivered;
    base::Day start;
    std::int64_t term_days = 0;
    DueDate due;                          ///< raw and legal day, provisional, and the count day by day
    std::string basis;                    ///< "《…》第九条第一款、第十条第一款"
    std::vector<base::FieldFault> notes;  ///< remarks with the member each is about
};

/// When a sum fell due (应付款日期): from inspection (or the end of its agreed term), else settlement, else
/// delivery; plus the agreed term, cut to the legal most, or the statutory one; moved off a rest day
/// (条例第九条、第十条; 民法典第二百零一条、第二百零三条). A pay-when-paid clause of a large enterprise is
/// void and its term with it. Refuses with `invalid_input`: no date to count from, a date before the
/// contract, a term outside 0 … max_term_length; with `no_statutory_term` where neither contract nor law
/// names a number, so that the officer enters the date with his reason.
base::Result<OverdueFinding> payment_due(const PaymentLaws& laws, const Calendar& calendar,
                                         std::string_view province, const OverdueQuestion& question);

}  // namespace qingqian::workflow
