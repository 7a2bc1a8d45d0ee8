#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {

/// When a running clock has to be looked at next: at its next reminder, or when its legal day has passed,
/// whichever comes first; in the past when something is due already. Nothing when all is done.
std::optional<base::UtcMillis> next_look(const Environment& env, std::string_view province,
                                         const records::CaseClock& clock, base::UtcMillis now);

/// Sets the timer of a clock that `decision` turned to the clock's next look; other timers stay as they are.
void bring_forward(const Environment& env, const workflow::Decision& decision, base::UtcMillis now,
                   records::Timer& timer);

/// What came of looking at a clock.
struct Look {
    bool performed = false;    ///< `system` acted: the legal day had passed
    std::size_t reminded = 0;  ///< reminders sent
};

/// Looks at the clocks of a timer that is due, in the caller's transaction:
///
/// * A clock whose legal day has passed unmet: `system` performs what the definition lets it do then (T06
///   lapse, T09 deemed receipt, the proposal of a 督办书), unless that is done; if the clock still runs, it
///   is marked as late (action `mark_late`), once, which is an event of the case. What a state has no
///   consequence for follows when the case comes to one that has.
/// * Reminders that are due: one message goes out, that of the highest level due, to those its rule names;
/// the
///   others, passed over during a downtime, are recorded as covered by it. Message and record are one
///   transaction, and the record is unique by clock, rule and due date. Nothing goes out on rest days.
/// * The timer is finished and the next one set. Of two nodes that take the same timer, one finds it
/// finished.
base::Result<Look> look_at(store::WriteTx& tx, const Environment& env, const records::Timer& timer);

}  // namespace qingqian::cases
