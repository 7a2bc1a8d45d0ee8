#pragma once

#include <optional>
#include <string_view>

#include "workflow/clocks.hpp"

namespace qingqian::workflow {

/// Named rules for the first and last day that a date field may take. They look at the case alone, so that a
/// screen offers legal days only and the step checks the very same ones:
/// - `today`, `tomorrow`: by the legal day of `now`;
/// - `receipt`: the day the complaint was received;
/// - `after_handling`: the day after the legal end of the running handling clock;
/// - `after_supplement`: the same of the supplement clock;
/// - `day90`: raw day 90 from the receipt of the materials (条例 25: 累计不超过90日), by the term
/// handling_total;
/// - `supplement_cap`: the last day to which the supplement's term may be extended, by supplement_total;
/// - `plan_cap`: ten years from today.
bool bound_known(std::string_view rule);

/// The day the rule gives; nothing when the case has no such day (no clock of that kind).
std::optional<base::Day> bound_day(std::string_view rule, const CaseView& view, const Reckoning& with);

}  // namespace qingqian::workflow
