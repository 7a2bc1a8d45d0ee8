#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "base/problem.hpp"
#include "workflow/clocks.hpp"

namespace qingqian::workflow {

/// Checks what was sent for an action against its fields: missing and unknown members, types, bounds,
/// choices, days outside the bounds that the case sets. All faults at once, each with its pointer into
/// `input`.
std::vector<base::FieldFault> check_input(const Action& action, const boost::json::object& input,
                                          const CaseView& view, const Reckoning& with);

}  // namespace qingqian::workflow
