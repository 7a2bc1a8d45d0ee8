#pragma once

#include <string>
#include <string_view>

#include "workflow/definition.hpp"

namespace qingqian::workflow {

/// The definition as a Mermaid state diagram: every state with its label, every edge with the transition's
/// id, the action's label and who may take it; every track beside them with what opens and what ends it.
/// Other actions that keep the state are left out. `language`: "zh-CN" or "en".
std::string draw_mermaid(const Definition& definition, std::string_view language);

/// The same as Graphviz DOT; terminal states have a double border, tracks a dashed one.
std::string draw_dot(const Definition& definition, std::string_view language);

}  // namespace qingqian::workflow
