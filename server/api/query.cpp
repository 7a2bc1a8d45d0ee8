#include "query.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "api/list_query.hpp"
#include "base/decode.hpp"

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

/// What a question is made of before it is one.
struct Filters {
    Query query;
    std::string tab;
    std::string state;
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
    auto& [query, tab, state, faults] = filters;
    if (name == "mine") {
        query.mine = read_flag(name, value, faults).value_or(false);
    } else if (name == "tab") {
        tab = value;
    } else if (name == "state") {
        state = value;
    } else if (name == "q") {
        take_text(filters, value);
    } else if (paged && name == "sort") {
        take_sort(query, value, faults);
    } else if (paged && name == "after") {
        query.after = read_after(value, faults).value_or("");
    } else if (paged && name == "limit") {
        query.limit = read_limit(value, faults).value_or(query.limit);
    } else {
        unknown_filter(name, faults);
    }
}

/// A tab is the states of the workflow that stand in it, whichever version a case began with.
void resolve_states(const cases::Environment& environment, Filters& filters) {
    auto& [query, tab, state, faults] = filters;
    bool tab_known = tab.empty();
    bool state_known = state.empty();
    std::set<std::string> chosen;
    for (const auto& [key, definition] : environment.definitions) {
        for (const auto& one : definition.states) {
            const bool in_tab = std::ranges::find(one.tabs, tab) != one.tabs.end();
            tab_known = tab_known || in_tab;
            state_known = state_known || one.code == state;
            if ((tab.empty() || in_tab) && (state.empty() || one.code == state)) chosen.insert(one.code);
        }
    }
    if (!tab_known) faults.push_back(base::fault("/tab", "not_a_choice"));
    if (!state_known) faults.push_back(base::fault("/state", "not_a_choice"));
    if (tab.empty() && state.empty()) return;
    query.states.assign(chosen.begin(), chosen.end());
    // No state at all would mean every state; a code that no case has means none.
    if (query.states.empty()) query.states.emplace_back("-");
}

}  // namespace

base::Result<Query> queue_query(const Call& call, bool paged) {
    Filters filters;
    auto& query = filters.query;
    for (const auto& [name, value] : call.head().query) take_filter(filters, name, value, paged);
    resolve_states(call.environment(), filters);
    if (!filters.faults.empty()) return std::unexpected(base::invalid_input(std::move(filters.faults)));
    query.scope = store::complaints::scope_of(call.actor());
    // A right over one's own cases alone narrows every question to them.
    if (call.environment().rights.scope(call.actor().roles, "work") == workflow::Scope::own)
        query.mine = true;
    return std::move(query);
}

}  // namespace qingqian::api
