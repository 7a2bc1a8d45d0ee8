#pragma once

#include <exception>
#include <string>

#include "base/problem.hpp"
#include "store/store.hpp"

namespace qingqian::store {

/// What an exception says, without the values that were in its statement; fit for a log.
std::string words_of(const std::exception& error);

/// What a client hears when the database or a unit failed: `unavailable` (503) for the database, `internal`
/// (500) for an error of ours. Its `words_of` go into `log_detail` alone, and into the log.
base::Problem failure_of(const std::exception& error);

/// `unavailable` and `overloaded` with the seconds after which to try again.
base::Problem unavailable(std::string detail);
base::Problem overloaded();

/// Calls back; an exception out of there is logged and goes no further.
void deliver(Store::Done& done, Store::Failure failure) noexcept;
void run_effects(WriteTx::Effects& effects) noexcept;

}  // namespace qingqian::store
