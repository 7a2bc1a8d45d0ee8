#pragma once

#include <optional>
#include <string>
#include <vector>

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
/// Where the action is left to a head and he is none, a head whom he represents goes before himself.
Acting acting_on(const Definition& definition, const Action& action, const CaseView& view,
                 const records::Actor& actor);

/// Whether he acts as the head of a department (负责人).
bool is_head(const records::Actor& actor);

/// Whether the rules of the day leave this action to a head.
bool left_to_head(const CaseView& view, const Action& action);

/// Whether a case may be put into the hands of an officer of these roles by this action: he holds one of
/// those that may take the action themselves, so that he can work on the case and give it on.
bool may_have_in_hand(const Action& assigning, const std::vector<std::string>& roles);

}  // namespace qingqian::workflow
