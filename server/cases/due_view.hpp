#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "workflow/calendar.hpp"

namespace qingqian::cases {

/// Each day of a count as `CountedDay` of the contract: day, number, reason, name and notice where ruled,
/// provisional.
boost::json::array counted_days(const workflow::DueDate& due);

/// `CountedTerm` of the contract: raw, legal, provisional, and the counting day by day in `explain`.
boost::json::object due_json(const workflow::DueDate& due);

}  // namespace qingqian::cases
