#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/decide.hpp"

namespace qingqian::workflow {

/// What clocks are reckoned with.
struct Reckoning {
    const Calendar& calendar;
    const Terms& terms;
    base::UtcMillis now;
    std::string_view named{};  ///< the clock that the input names, for effects on named_clock
};

/// "start", "meet", "stop", "pause", "resume", "extend", "recount", "mark_late", as histories keep it.
std::string_view to_string(ClockChange::Kind change);

/// Carries out the clock effects of `action`: new clocks complete with their dates, running and paused clocks
/// met or stopped (late when that happens after the legal day), running ones paused, counted again or marked
/// as late, paused ones resumed. Each clock that was touched and runs gets a timer for the moment after its
/// legal day, in place of those it had.
void turn_clocks(const Definition& definition, const Action& action, const boost::json::object& input,
                 const CaseView& view, const Reckoning& with, Decision& decision);

/// Gives a clock that passed while the case stood in a state that has no consequence for it (撤回申请中) a
/// timer, when the case comes to one that has: `system` then looks again.
void look_again(const Definition& definition, const CaseView& view, const Reckoning& with,
                Decision& decision);

/// The moment after a clock's legal day, at which `system` looks at the case.
records::Timer timer_for(const records::CaseClock& clock);

/// Sets `due` and `due_clock` of the decided case to the nearest legal day of the clocks that run after it.
void set_nearest_due(const CaseView& view, Decision& decision);

/// The day to announce for a clock kind after the decision: its own legal day when it runs, else the day it
/// will have if it starts on the legal day of the clock that this decision starts. Nothing when there is
/// none.
std::optional<std::string> announced_due(const Definition& definition, std::string_view kind,
                                         const CaseView& view, const Reckoning& with,
                                         const Decision& decision);

/// A running clock stopped for the time being (size dispute in review). The days after `day` do not count
/// until it is resumed; its dates are not in force meanwhile. Late when the legal day lies before `day`.
/// Throws std::logic_error unless it runs.
records::CaseClock pause(records::CaseClock clock, base::Day day);

/// A paused clock going on with what was left of it: `day` is not counted, as with every event.
/// Throws std::logic_error unless it is paused, and for a `day` before the pause.
records::CaseClock resume(records::CaseClock clock, base::Day day, const Calendar& calendar);

/// The last day that an extension may reach: `total` calendar days from the clock's start, not rolled
/// (条例 25: 累计不超过90日).
base::Day extension_cap(const records::CaseClock& clock, std::int64_t total);

/// The days that may be offered as a running clock's new end: the working days after its present legal day
/// up to `cap`, rising; empty when there is none.
std::vector<base::Day> extension_days(const records::CaseClock& clock, base::Day cap,
                                      const Calendar& calendar);

/// A running clock with `new_due` as its new last day. Its length becomes what leads there, so that the date
/// can be derived again; no later roll (a calendar that changes) leads beyond `cap`. Take `new_due` from
/// extension_days. Throws std::logic_error unless it runs and the day lies after its start and not after
/// `cap`.
records::CaseClock extend(records::CaseClock clock, base::Day new_due, base::Day cap,
                          const Calendar& calendar);

/// The dates of a clock derived again from its row with another calendar; its version, too. Whether it is
/// late is not asked.
records::CaseClock recount(records::CaseClock clock, const Calendar& calendar);

/// What a message says of the clock that this decision counted again or marked as late: clock, clock_en,
/// due_before; and `provisional` when the date of `kind` is. Nothing otherwise.
void describe_clock(const Definition& definition, std::string_view kind, const CaseView& view,
                    const Decision& decision, std::map<std::string, std::string>& values);

/// What `system` has to do when the clock `kind` passes while a case stands in `state`: the action that names
/// the role `system` and the guard clock_passed(kind). Null when nothing follows by itself.
const Action* action_when_passed(const Definition& definition, std::string_view state, std::string_view kind);

/// The due date of a stored clock, counted again day by day with today's calendar (for `explain`). A pause
/// that lasts is left out: the date is the one it had when it was paused.
DueDate explain_clock(const Calendar& calendar, const records::CaseClock& clock);

}  // namespace qingqian::workflow
