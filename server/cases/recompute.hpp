#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// What counting the open clocks again came to.
struct RecountReport {
    std::size_t looked = 0;     ///< clocks that run
    std::size_t moved = 0;      ///< got another legal day; `tell_untold` tells those whom it concerns
    std::size_t confirmed = 0;  ///< kept it, but are provisional no longer, or have become so
    std::size_t left = 0;       ///< could not be changed: refused or failed, logged
    bool complete = true;       ///< false when it was stopped or something failed: to be run again
};

/// Counts every clock that runs again by the calendar of `env`, and changes those that come out otherwise
/// through `perform`, as `system`: action `recompute_due` where the legal day moves, `confirm_due` where only
/// what is known of it does. Each is an event of the case with old and new date and the reason.
///
/// Looked at page by page on readers; written in small units of work, a few at a time, so that other writes
/// are served in between. One process at a time has the turn (`recount_turn`); where another has it, nothing
/// is done and the report is not complete. May be stopped, may die and may even run twice at once: whoever
/// comes second finds nothing left to do. The calendar's version is noted when all is done. `breather` is
/// left between units of work for another process that writes the same SQLite file; within one process the
/// queue is fair by itself.
RecountReport recount_clocks(
    store::Store& store, const Environment& env, const std::function<bool()>& stopping = [] { return false; },
    std::chrono::milliseconds breather = {});

/// Reads the environment again and puts it in force, when the reference data in the database (calendar,
/// rates, bodies) are no longer those of `source`, or somebody asked for the rules to be read again
/// (`qingqian rules reload`). Whether it was.
base::Result<bool> follow_reference(store::Store& store, EnvironmentSource& source);

/// Whether the clocks have been counted by the calendar of `env`.
base::Result<bool> recounted(store::Store& store, const Environment& env);

}  // namespace qingqian::cases
