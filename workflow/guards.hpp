#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.hpp"
#include "workflow/clocks.hpp"

namespace qingqian::workflow {

/// What a guard may look at.
struct GuardContext {
    const Definition& definition;
    const CaseView& view;
    const Action& action;
    const records::Actor& actor;
    const boost::json::object* input;  ///< null when only what does not depend on input is asked
    const Reckoning& with;
};

/// Why not: reasons that lie in the case, faults that lie in the input.
struct Objections {
    std::vector<base::Problem> reasons;
    std::vector<base::FieldFault> faults;
};

/// Whether the program has a guard of this name.
bool guard_known(std::string_view name);

/// Asks every guard of the action. Guards that read the input are left out while `context.input` is null.
void ask_guards(const GuardContext& context, Objections& objections);

/// A problem of the catalogue whose places are filled with words of each language.
base::Problem problem_in_words(std::string_view code,
                               const std::vector<std::pair<std::string_view, base::Sentence>>& places);

}  // namespace qingqian::workflow
