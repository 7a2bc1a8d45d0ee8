#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/calculate.hpp"
#include "workflow/calendar.hpp"

namespace qingqian::cases {

/// What in a complaint form may stand in the way of acceptance, or is worth another look. Refuses nothing:
/// firm and officer see it and the officer decides. Each with its pointer below `/form`; what is not filled
/// in yet gives no warning.
///
/// - credit codes: inner check, department and kind (GB 32100); whose code it is against what was chosen
/// (N05,
///   N06)
/// - the complainant's size at the date of the earliest contract, computed, against what was chosen (N05)
/// - a respondent that is neither public nor large (N06), or belongs to the national platform (N10)
/// - each debt: not yet due as stated or by the law (N08), dates before the contract, a void pay-when-paid
///   clause, reasons that are no excuse (条例第十四条), an agreed rate below the LPR (条例第十七条)
std::vector<base::FieldFault> form_warnings(const boost::json::object& form, const CalculatorRules& rules,
                                            const workflow::Calendar& calendar, std::string_view province,
                                            base::Day today);

}  // namespace qingqian::cases
