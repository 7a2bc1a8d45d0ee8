#include "effects.hpp"

#include <algorithm>
#include <stdexcept>

#include "workflow/effect_parts.hpp"

namespace qingqian::workflow {
namespace effects {

std::string text_of(const EffectContext& context, std::string_view field) {
    const auto* value = context.input.if_contains(field);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::int64_t integer_of(const EffectContext& context, std::string_view field) {
    const auto* value = context.input.if_contains(field);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

void run_clock(Decision& decision, ClockChange::Kind change, records::CaseClock clock,
               const std::string& legal_before) {
    decision.timers.push_back(timer_for(clock));
    decision.clocks.push_back({change, std::move(clock), legal_before});
}

}  // namespace effects

namespace {

const effects::Effect* find_effect(std::string_view name) {
    for (const auto& subject : {effects::of_case(), effects::of_tracks(), effects::of_money()}) {
        const auto found = std::ranges::find(subject, name, &effects::Effect::name);
        if (found != subject.end()) return &*found;
    }
    return nullptr;
}

}  // namespace

bool effect_known(std::string_view name) {
    return find_effect(name) != nullptr;
}

void apply_effects(const EffectContext& context, Decision& decision) {
    for (const auto& text : context.action.effects) {
        const Call call = read_call(text);
        const auto* effect = find_effect(call.name);
        if (effect == nullptr) throw std::logic_error("unknown effect: " + text);
        effect->apply(context, call, decision);
    }
}

}  // namespace qingqian::workflow
