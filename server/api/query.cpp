#include "query.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <tuple>

#include "api/list_query.hpp"
#include "base/decode.hpp"
#include "cases/access.hpp"
#include "cases/substitutes.hpp"
#include "workflow/decide.hpp"

namespace qingqian::api {
namespace {

using store::complaints::Query;
using store::complaints::Sort;
using Faults = std::vector<base::FieldFault>;

constexpr std::array<std::pair<std::string_view, Sort>, 4> sorts{{{"due", Sort::due},
                                                                  {"received", Sort::received},
                                                                  {"updated", Sort::updated},
                                                                  {"arrears", Sort::arrears}}};
constexpr std::int64_t longest_text = 100;
/// What comes due within so many calendar days counts as soon.
constexpr std::chrono::days soon_days{5};

/// What a question is made of before it is one.
struct Filters {
    Query query;
    std::string tab;
    std::string state;
    std::string workflow;
    bool substitute = false;
    bool late = false;
    bool soon = false;
    bool sorted = false;
    Faults faults;
};

void take_text(Filters& filters, const std::string& value) {
    const auto length = base::code_points(value);
    if (length > longest_text) {
        filters.faults.push_back(base::fault(
            "/q", "too_long",
            {{"max", std::to_string(longest_text)}, {"over", std::to_string(length - longest_text)}}));
    }
    filters.query.text = value;
}

void take_sort(Query& query, std::string_view value, Faults& faults) {
    query.descending = value.starts_with('-');
    if (query.descending) value.remove_prefix(1);
    const auto found = std::ranges::find(sorts, value, &std::pair<std::string_view, Sort>::first);
    if (found == sorts.end()) return faults.push_back(base::fault("/sort", "not_a_choice"));
    query.sort = found->second;
}

void take_filter(Filters& filters, const std::string& name, const std::string& value, bool paged) {
    auto& query = filters.query;
    auto& faults = filters.faults;
    if (name == "mine") {
        query.mine = read_flag(name, value, faults).value_or(false);
    } else if (name == "substitute") {
        filters.substitute = read_flag(name, value, faults).value_or(false);
    } else if (name == "late") {
        filters.late = read_flag(name, value, faults).value_or(false);
    } else if (name == "soon") {
        filters.soon = read_flag(name, value, faults).value_or(false);
    } else if (name == "track") {
        query.track = value;
    } else if (name == "track_state") {
        query.track_state = value;
    } else if (name == "tab") {
        filters.tab = value;
    } else if (name == "state") {
        filters.state = value;
    } else if (name == "workflow") {
        filters.workflow = value;
    } else if (name == "q") {
        take_text(filters, value);
    } else if (paged && name == "sort") {
        filters.sorted = true;
        take_sort(query, value, faults);
    } else if (paged && name == "after") {
        query.after = read_after(value, faults).value_or("");
    } else if (paged && name == "limit") {
        query.limit = read_limit(value, faults).value_or(query.limit);
    } else {
        unknown_filter(name, faults);
    }
}

/// A tab is the states that stand in it, whichever version a case began with. A kind of case is its states,
/// too: no two kinds share any but the draft's, which no queue holds.
void resolve_states(const cases::Environment& environment, Filters& filters) {
    auto& query = filters.query;
    const auto& [tab, state] = std::tie(filters.tab, filters.state);
    bool tab_known = tab.empty();
    bool state_known = state.empty();
    std::set<std::string> chosen;
    for (const auto& [key, definition] : environment.definitions) {
        if (!filters.workflow.empty() && key.first != filters.workflow) continue;
        for (const auto& one : definition.states) {
            const bool in_tab = std::ranges::find(one.tabs, tab) != one.tabs.end();
            tab_known = tab_known || in_tab;
            state_known = state_known || one.code == state;
            if ((tab.empty() || in_tab) && (state.empty() || one.code == state)) chosen.insert(one.code);
        }
    }
    if (!filters.workflow.empty() && !environment.knows(filters.workflow))
        filters.faults.push_back(base::fault("/workflow", "not_a_choice"));
    if (!tab_known) filters.faults.push_back(base::fault("/tab", "not_a_choice"));
    if (!state_known) filters.faults.push_back(base::fault("/state", "not_a_choice"));
    if (tab.empty() && state.empty() && filters.workflow.empty()) return;
    query.states.assign(chosen.begin(), chosen.end());
    // No state at all would mean every state; a code that no case has means none.
    if (query.states.empty()) query.states.emplace_back("-");
}

bool knows_track(const cases::Environment& environment, const records::Actor& actor, std::string_view kind) {
    const auto sees = [&](const workflow::Definition& definition) {
        const auto* track = definition.track(kind);
        return track != nullptr &&
               (!track->restricted || workflow::sees_restricted(definition, records::Complaint{}, actor));
    };
    return std::ranges::any_of(environment.definitions, [&](const auto& each) { return sees(each.second); });
}

// Whoever may not see what is restricted does not learn in which cases it runs.
void check_track(const cases::Environment& environment, const records::Actor& actor, Filters& filters) {
    const auto& query = filters.query;
    auto& faults = filters.faults;
    if (query.track.empty()) {
        if (!query.track_state.empty()) faults.push_back(base::fault("/track", "required"));
        return;
    }
    if (!knows_track(environment, actor, query.track))
        faults.push_back(base::fault("/track", "not_a_choice"));
    if (!query.track_state.empty() && query.track_state != "open" && query.track_state != "approved")
        faults.push_back(base::fault("/track_state", "not_a_choice"));
    if (!query.text.empty()) faults.push_back(base::fault("/q", "not_with_track"));
    if (filters.sorted) faults.push_back(base::fault("/sort", "not_with_track"));
}

void check_late(Filters& filters) {
    if ((filters.late || filters.soon) && filters.query.sort != Sort::due)
        filters.faults.push_back(base::fault("/sort", "late_by_due"));
    if (filters.late && filters.soon) filters.faults.push_back(base::fault("/soon", "not_with_late"));
}

/// In whose hands: by what the actor may see of his own, and for whom he acts today.
void resolve_hands(const Call& call, Filters& filters) {
    auto& query = filters.query;
    const auto own = call.environment().rights.scope(call.actor().roles, "work");
    // Without a right of his own he sees what those have for whom he acts.
    if (filters.substitute || own == workflow::Scope::none)
        query.represented = cases::represented_by(call.environment(), call.actor());
}

}  // namespace

base::Result<Query> queue_query(const Call& call, bool paged) {
    return queue_query(call, call.head().query, paged);
}

base::Result<Query> queue_query(const Call& call, const Parameters& asked, bool paged) {
    Filters filters;
    auto& query = filters.query;
    for (const auto& [name, value] : asked) take_filter(filters, name, value, paged);
    resolve_states(call.environment(), filters);
    check_track(call.environment(), call.actor(), filters);
    check_late(filters);
    if (!filters.faults.empty()) return std::unexpected(base::invalid_input(std::move(filters.faults)));
    query.scope = cases::scope_of(call.environment(), call.actor());
    const auto today = base::legal_day(call.services().clock.now());
    if (filters.late) query.due_before = base::to_iso(today);
    if (filters.soon) {
        query.due_from = base::to_iso(today);
        query.due_before = base::to_iso(today + soon_days + std::chrono::days(1));
    }
    resolve_hands(call, filters);
    return std::move(query);
}

}  // namespace qingqian::api
