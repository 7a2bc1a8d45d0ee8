#include "query.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>
#include <tuple>

#include "api/list_query.hpp"
#include "base/decode.hpp"
#include "cases/access.hpp"
#include "cases/standing.hpp"
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
constexpr std::array<std::string_view, 6> channels{"web", "counter", "phone", "letter", "mail", "forwarded"};
constexpr std::int64_t longest_text = 100;

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
    std::string body;
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

std::int64_t read_number(const std::string& name, const std::string& value, Faults& faults) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const auto pointer = base::pointer_to("", name);
    if (error != std::errc{} || end != value.data() + value.size()) {
        faults.push_back(base::fault(pointer, "wrong_type", {{"expected", "integer"}}));
    } else if (number < 1) {
        faults.push_back(base::fault(pointer, "too_small", {{"min", "1"}}));
    } else {
        return number;
    }
    return 0;
}

// 320000 and 320500 mean all that lies in the province, in the city.
std::string division_prefix(std::string_view value, Faults& faults) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (value.size() != 6 || !std::ranges::all_of(value, digit) || value.starts_with("00")) {
        faults.push_back(base::fault("/division", "not_a_choice"));
        return {};
    }
    while (value.size() > 2 && value.ends_with("00")) value.remove_suffix(2);
    return std::string(value);
}

/// What narrows the queue; whether the parameter is one of these.
bool take_narrowing(Filters& filters, const std::string& name, const std::string& value) {
    auto& narrowing = filters.query.narrowing;
    auto& faults = filters.faults;
    if (name == "body") {
        filters.body = value;
    } else if (name == "assignee") {
        filters.query.assignee = read_number(name, value, faults);
    } else if (name == "unassigned") {
        narrowing.unassigned = read_flag(name, value, faults).value_or(false);
    } else if (name == "channel") {
        narrowing.channel = value;
        if (std::ranges::find(channels, value) == channels.end())
            faults.push_back(base::fault("/channel", "not_a_choice"));
    } else if (name == "division") {
        narrowing.division = division_prefix(value, faults);
    } else if (name == "received_from") {
        narrowing.received_from = read_day(name, value, faults).value_or(0);
    } else if (name == "received_until") {
        // The day itself belongs to it.
        if (const auto day = read_day(name, value, faults))
            narrowing.received_before = base::day_begins(base::legal_day(*day) + std::chrono::days(1));
    } else if (name == "arrears_from") {
        narrowing.arrears_from = read_number(name, value, faults);
    } else if (name == "arrears_to") {
        narrowing.arrears_to = read_number(name, value, faults);
    } else {
        return false;
    }
    return true;
}

void take_filter(Filters& filters, const std::string& name, const std::string& value, bool paged) {
    if (take_narrowing(filters, name, value)) return;
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
    } else if (name == "telephone") {
        query.telephone = read_flag(name, value, faults).value_or(false);
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
    if (query.track.empty() && !query.track_state.empty())
        faults.push_back(base::fault("/track", "required"));
    if (query.track.empty() && !query.telephone) return;
    if (!query.track.empty() && query.telephone)
        faults.push_back(base::fault("/telephone", "not_with_track"));
    if (!query.track.empty() && !knows_track(environment, actor, query.track))
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

void check_hands(Filters& filters) {
    const auto& query = filters.query;
    const int chosen = (query.mine || filters.substitute ? 1 : 0) + (query.assignee != 0 ? 1 : 0) +
                       (query.narrowing.unassigned ? 1 : 0);
    if (chosen > 1)
        filters.faults.push_back(
            base::fault(query.narrowing.unassigned ? "/unassigned" : "/assignee", "one_holder"));
    if (!filters.body.empty() && filters.query.narrowing.also_seen_by == 0)
        filters.faults.push_back(base::fault("/body", "not_a_choice"));
}

bool lies_below(const cases::Environment& environment, const records::Body* body, std::int64_t above) {
    // A tree of departments is a few levels deep; the bound only stops a loop made by wrong data.
    for (int level = 0; body != nullptr && level < 16; ++level) {
        if (body->id == above) return true;
        body = environment.body(body->parent);
    }
    return false;
}

/// A body that the reader's own stands above: all that it sees is his to see, and its own part of the index
/// answers. Of others he sees what both do.
void resolve_body(const cases::Environment& environment, Query& query) {
    const auto body = query.narrowing.also_seen_by;
    if (body == 0 || query.represented) return;
    auto& scope = query.scope;
    if (!scope.everything &&
        (scope.body <= 0 || !lies_below(environment, environment.body(body), scope.body)))
        return;
    scope = {.everything = false, .body = body, .officer = scope.officer};
    query.narrowing.also_seen_by = 0;
}

/// In whose hands: by what the actor may see of his own, and for whom he acts today.
void resolve_hands(const Call& call, Filters& filters) {
    auto& query = filters.query;
    const auto own = call.environment().rights.scope(call.actor().roles, "work");
    // Without a right of his own he sees what those have for whom he acts.
    if (filters.substitute || own == workflow::Scope::none)
        query.represented = cases::represented_by(call.environment(), call.actor());
    if (query.represented && query.assignee != 0) {
        std::erase_if(*query.represented, [&](const auto& each) { return each.officer != query.assignee; });
        query.assignee = 0;
    }
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
    if (const auto* body = call.environment().body_by_code(filters.body))
        query.narrowing.also_seen_by = body->id;
    check_hands(filters);
    if (!filters.faults.empty()) return std::unexpected(base::invalid_input(std::move(filters.faults)));
    query.scope = cases::scope_of(call.environment(), call.actor());
    if (query.telephone) query.hidden = cases::hidden_events(call.environment(), call.actor());
    const auto today = base::legal_day(call.services().clock.now());
    if (filters.late) query.due_before = base::to_iso(today);
    if (filters.soon) {
        query.due_from = base::to_iso(today);
        query.due_before = base::to_iso(today + cases::soon_days + std::chrono::days(1));
    }
    resolve_hands(call, filters);
    resolve_body(call.environment(), query);
    return std::move(query);
}

}  // namespace qingqian::api
