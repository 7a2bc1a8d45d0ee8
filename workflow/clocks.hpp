#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "workflow/decide.hpp"

namespace qingqian::workflow {

/// What clocks are reckoned with.
struct Reckoning {
    const Calendar& calendar;
    const Terms& terms;
    base::UtcMillis now;
};

/// Carries out the clock effects of `action`: new clocks complete with their dates and a timer each for the
/// moment after the legal day, running clocks met or stopped (late when that happens after the legal day).
void turn_clocks(const Definition& definition, const Action& action, const CaseView& view,
                 const Reckoning& with, Decision& decision);

/// Sets `due` and `due_clock` of the decided case to the nearest legal day of the clocks that run after it.
void set_nearest_due(const CaseView& view, Decision& decision);

/// The day to announce for a clock kind after the decision: its own legal day when it runs, else the day it
/// will have if it starts on the legal day of the clock that this decision starts. Nothing when there is
/// none.
std::optional<std::string> announced_due(const Definition& definition, std::string_view kind,
                                         const CaseView& view, const Reckoning& with,
                                         const Decision& decision);

/// What `system` has to do when the clock `kind` passes while a case stands in `state`: the action that names
/// the role `system` and the guard clock_passed(kind). Null when nothing follows by itself.
const Action* action_when_passed(const Definition& definition, std::string_view state, std::string_view kind);

/// The due date of a stored clock, counted again day by day with today's calendar (for `explain`).
DueDate explain_clock(const Calendar& calendar, const records::CaseClock& clock);

}  // namespace qingqian::workflow
