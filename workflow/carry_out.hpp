#pragma once

#include "workflow/clocks.hpp"

namespace qingqian::workflow {

/// Everything that follows from an action that nothing stands against: effects, clocks, documents, what the
/// history keeps and whom it tells. Sound input is taken for granted. For `decide` alone.
Decision carry_out(const Definition& definition, const CaseView& view, const Action& action,
                   const records::Actor& actor, const boost::json::object& input, const Reckoning& with);

}  // namespace qingqian::workflow
