#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "workflow/effects.hpp"
#include "workflow/ledger.hpp"
#include "workflow/plan.hpp"

/// What the files of effects share. Not for others: they call `apply_effects`.
namespace qingqian::workflow::effects {

/// A consequence by name.
struct Effect {
    std::string_view name;
    void (*apply)(const EffectContext&, const Call&, Decision&);
};

/// The effects of each subject.
std::span<const Effect> of_case();
std::span<const Effect> of_tracks();
std::span<const Effect> of_money();

/// Empty when it was not given.
std::string text_of(const EffectContext& context, std::string_view field);
/// 0 when it was not given.
std::int64_t integer_of(const EffectContext& context, std::string_view field);

/// Adds a change of a clock that runs afterwards, and its timer.
void run_clock(Decision& decision, ClockChange::Kind change, records::CaseClock clock,
               const std::string& legal_before);

/// The ledger, and the plan, as they are once the decision is carried out.
Balance balance_after(const CaseView& view, const Decision& decision);
Plan plan_after(const CaseView& view, const Decision& decision);

}  // namespace qingqian::workflow::effects
