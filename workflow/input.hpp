#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "base/problem.hpp"
#include "workflow/definition.hpp"

namespace qingqian::workflow {

/// Checks what was sent for an action against its fields: missing and unknown members, types, bounds,
/// choices. All faults at once, each with its pointer into `input`.
std::vector<base::FieldFault> check_input(const Action& action, const boost::json::object& input);

}  // namespace qingqian::workflow
