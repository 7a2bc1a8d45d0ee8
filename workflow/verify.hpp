#pragma once

#include <compare>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workflow/definition.hpp"
#include "workflow/terms.hpp"

namespace qingqian::workflow {

/// A wording that exists: an event's text for an audience in a language.
struct WordingKey {
    std::string event;
    std::string audience;  ///< empty: serves every audience
    std::string language;  ///< "zh-CN" or "en"
    auto operator<=>(const WordingKey&) const = default;
};

/// Whether a definition makes sense as a whole; all faults at once, one sentence each, in a fixed order.
/// Refused:
/// - states that cannot be reached, states that are not terminal and lead nowhere (dead ends) or from which
///   no terminal state can be reached, terminal states that lead on;
/// - an action that tells nobody without saying why, or that says why although it tells;
/// - an action that changes the state without telling the complainant;
/// - a track that nothing opens or nothing ends; a restricted one that an open action touches;
///   a clock of a track that does not begin with it; going back to a state that nothing kept;
/// - a document that no action issues;
/// - a clock without owner or term, that nothing starts or nothing ends; one that is ended but never started;
/// - `states_in_use` (states in which live cases stand) that the definition no longer has;
/// - an event told that has no wording for its audience in either language (not asked without `wordings`);
/// - a clock whose term `terms` does not know (not asked when null).
std::vector<std::string> verify(const Definition& definition, const std::set<std::string>& states_in_use,
                                const std::set<WordingKey>& wordings, const Terms* terms = nullptr);

}  // namespace qingqian::workflow
