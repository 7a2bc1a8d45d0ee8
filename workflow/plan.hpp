#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "records/case_parts.hpp"

namespace qingqian::workflow {

using Plan = std::vector<records::Instalment>;

/// The instalment with this seq if it is still to be paid; else null.
const records::Instalment* open_instalment(const Plan& plan, std::int64_t seq);

/// The instalment still to be paid that is due first; null when none is open.
const records::Instalment* next_instalment(const Plan& plan);

/// What the open instalments still promise, in 分.
std::int64_t promised(const Plan& plan);

/// Whether at least one instalment was planned and kept, and all that were not replaced are paid.
bool all_paid(const Plan& plan);

/// The instalments of an input of type `plan` (sound), numbered on from `last_seq`.
Plan read_plan(const boost::json::array& input, std::int64_t complaint, std::int64_t last_seq);

}  // namespace qingqian::workflow
