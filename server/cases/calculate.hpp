#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "workflow/calendar.hpp"
#include "workflow/interest.hpp"
#include "workflow/overdue.hpp"
#include "workflow/size.hpp"

/// The calculators that serve everyone: a question as JSON, its answer as JSON (schemas/api/openapi.yaml,
/// `…Question` and `…Answer`). Pure but for the rules they are handed.
namespace qingqian::cases {

/// The rules that calculators and warnings follow.
struct CalculatorRules {
    workflow::SizeClasses sizes;
    workflow::PaymentLaws laws;
    workflow::InterestRules interest;
};

/// The rules shipped inside the program (or its override directory), read at the first call. Throws
/// std::runtime_error naming every fault when they are broken.
const CalculatorRules& calculator_rules();

/// What a calculation stands on besides its question.
struct Calculating {
    const CalculatorRules& rules;
    const workflow::Calendar& calendar;
    std::string_view province;  ///< two letters; empty: the country's rules alone
    base::Day today;            ///< chooses the size standard in force
    bool explain = false;       ///< with the reasons, remarks and counts that a page shows
};

using Calculator = base::Result<boost::json::object> (*)(const Calculating&, const boost::json::value&);

/// `{code}` → `{valid, reason}`; a code that is none is an answer, not a refusal.
base::Result<boost::json::object> calculate_credit_code(const Calculating& with,
                                                        const boost::json::value& question);
/// `{industry, employees, revenue_wan, assets_wan}` → `{class}`.
base::Result<boost::json::object> calculate_size(const Calculating& with, const boost::json::value& question);
/// `{debtor, contract, delivered, …}` → `{start, term_days, raw, legal, provisional, basis, notes}`.
base::Result<boost::json::object> calculate_overdue(const Calculating& with,
                                                    const boost::json::value& question);
/// `{principal, due, until, contract, …}` → `{days, interest, rate, floor_applied, segments}`.
base::Result<boost::json::object> calculate_interest(const Calculating& with,
                                                     const boost::json::value& question);

/// Remarks as the contract's `Remark` list: code, pointer, sentences.
boost::json::array remarks_json(const std::vector<base::FieldFault>& remarks);

struct NamedCalculator {
    std::string_view name;  ///< "credit-code", "size", "overdue", "interest"
    Calculator calculate;
};

/// All calculators, in the order of the contract.
const std::vector<NamedCalculator>& calculators();

}  // namespace qingqian::cases
