#pragma once

#include <string_view>

#include "workflow/clocks.hpp"

namespace qingqian::workflow {

/// What an effect may look at; it changes the decision alone.
struct EffectContext {
    const Definition& definition;
    const CaseView& view;
    const Action& action;
    const records::Actor& actor;
    const boost::json::object& input;
    const Reckoning& with;
};

/// Whether the program has an effect of this name.
bool effect_known(std::string_view name);

/// Applies every effect of the action in the order in which the definition names them.
void apply_effects(const EffectContext& context, Decision& decision);

}  // namespace qingqian::workflow
