#pragma once

#include <optional>

#include "workflow/decide.hpp"

namespace qingqian::workflow {

/// Whether somebody may take an action at all: not by his roles, not from his body, or yes.
enum class Standing { none, wrong_body, good };

/// Who takes the action: the actor himself, or as the substitute (委托代理) of an officer who may.
struct Acting {
    Standing standing = Standing::none;
    std::optional<records::Actor> substitute;  ///< set when he acts for another
};

/// Finds in whose place the actor may take the action: his own first, then those he represents, in order.
Acting acting_on(const Definition& definition, const Action& action, const CaseView& view,
                 const records::Actor& actor);

}  // namespace qingqian::workflow
