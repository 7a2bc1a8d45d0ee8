#include "standing.hpp"

#include <set>

namespace qingqian::cases {

using store::figures::Stand;

store::figures::Today standing_on(base::UtcMillis now) {
    const auto today = base::legal_day(now);
    return {today, today + soon_days};
}

std::int64_t holder_of(const workflow::State& state, std::int64_t accepting_body,
                       std::int64_t handling_body) {
    if (state.owner == "accepting" || handling_body == 0) return accepting_body;
    return handling_body;
}

std::vector<std::string> states_that(const Environment& env, std::string_view workflow, bool terminal) {
    std::set<std::string> codes;
    for (const auto& [key, definition] : env.definitions) {
        if (!workflow.empty() && key.first != workflow) continue;
        for (const auto& state : definition.states) {
            if (state.terminal == terminal && !state.initial) codes.insert(state.code);
        }
    }
    return {codes.begin(), codes.end()};
}

std::vector<OpenCases> open_cases(store::ReadTx& tx, const Environment& env,
                                  const store::complaints::Scope& scope, std::string_view workflow) {
    const auto today = standing_on(tx.now());
    const auto body = store::complaints::body_of(scope);
    // No two workflows share a state but the draft's, which no scope holds; a version keeps its owner.
    std::map<std::string, const workflow::State*, std::less<>> states;
    for (const auto& code : states_that(env, workflow, false)) {
        for (const auto& [key, definition] : env.definitions) {
            if (const auto* state = definition.state(code)) states[code] = state;
        }
    }
    std::vector<OpenCases> found;
    for (const auto& [code, state] : states) {
        for (auto& group : store::figures::standing(tx, body, code, today)) {
            const auto holder = holder_of(*state, group.accepting_body, group.handling_body);
            found.push_back({holder, std::move(group)});
        }
    }
    return found;
}

void Load::add(const store::figures::Standing& group) {
    open += group.cases;
    if (group.stand == static_cast<std::int64_t>(Stand::soon)) soon += group.cases;
    if (group.stand != static_cast<std::int64_t>(Stand::late)) return;
    late += group.cases;
    if (oldest_due.empty() || group.oldest_due < oldest_due) oldest_due = group.oldest_due;
}

}  // namespace qingqian::cases
