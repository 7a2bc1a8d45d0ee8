#include "store/queue_filter.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace qingqian::store::complaints {
namespace {

// After every day, `scope::no_due` included.
constexpr std::string_view after_every_day = "9999-99-99";
constexpr std::int64_t always = std::numeric_limits<std::int64_t>::max();

struct StatesOf {
    std::int64_t body = 0;
    std::string state;
    Statement statement;
    // Jumps from one state to the next in the index instead of reading all its rows.
    explicit StatesOf(Session& session)
        : statement(
              session,
              "WITH RECURSIVE present (state) AS (SELECT * FROM (SELECT state FROM case_scope WHERE body = "
              ":body ORDER BY state LIMIT 1) first UNION ALL SELECT (SELECT s.state FROM case_scope s WHERE "
              "s.body = :body_again AND s.state > present.state ORDER BY s.state LIMIT 1) FROM present WHERE "
              "present.state IS NOT NULL) SELECT state FROM present WHERE state IS NOT NULL",
              in(body, body), out(state)) {}
};

std::vector<std::string> states_of(Session& session, const Query& query, std::int64_t body) {
    std::vector<std::string> states = query.states;
    if (states.empty()) {
        auto& present = session.prepared<StatesOf>();
        present.body = body;
        present.statement.each([&] { states.push_back(present.state); });
        return states;
    }
    std::ranges::sort(states);
    const auto repeated = std::ranges::unique(states);
    states.erase(repeated.begin(), repeated.end());
    return states;
}

}  // namespace

std::vector<Holder> holders_of(const Query& query) {
    std::vector<Holder> holders;
    if (query.mine) holders.push_back({body_of(query.scope), query.scope.officer});
    if (query.assignee != 0) holders.push_back({body_of(query.scope), query.assignee});
    if (query.represented)
        holders.insert(holders.end(), query.represented->begin(), query.represented->end());
    for (auto& holder : holders) {
        if (holder.officer == 0) holder.officer = -1;
    }
    return holders;
}

bool held(const Query& query) {
    return query.mine || query.assignee != 0 || query.represented.has_value();
}

bool narrowed(const Query& query) {
    return query.narrowing != Narrowing{};
}

Narrow Narrow::of(const Query& query) {
    const auto& asked = query.narrowing;
    Narrow narrow;
    narrow.unassigned = asked.unassigned ? 1 : 0;
    narrow.channel = asked.channel;
    narrow.division = asked.division;
    narrow.division_length = static_cast<std::int64_t>(asked.division.size());
    narrow.received_from = asked.received_from;
    narrow.received_before = asked.received_before == 0 ? always : asked.received_before;
    narrow.arrears_from = asked.arrears_from;
    narrow.arrears_to = asked.arrears_to == 0 ? always : asked.arrears_to;
    narrow.also_seen_by = asked.also_seen_by;
    return narrow;
}

std::string Narrow::conditions(std::string_view suffix) {
    const auto named = [&](std::string_view name) { return std::string(":").append(name).append(suffix); };
    // The plus keeps SQLite on the index of the order, which a span of another column must not outbid.
    return " AND (" + named("unassigned") + " = 0 OR s.assignee = 0) AND (" + named("any_channel") +
           " = '' OR s.channel = " + named("channel") + ") AND substr(s.division, 1, " +
           named("division_length") + ") = " + named("division") +
           " AND +s.received_at >= " + named("received_from") + " AND +s.received_at < " +
           named("received_before") + " AND +s.arrears_fen >= " + named("arrears_from") +
           " AND +s.arrears_fen <= " + named("arrears_to") + " AND (" + named("anybody") +
           " = 0 OR EXISTS (SELECT 1 FROM case_scope v WHERE v.complaint = s.complaint AND "
           "v.body = " +
           named("also_seen_by") + "))";
}

void Narrow::bind(soci::statement& binding) const {
    in(unassigned, channel, channel, division_length, division, received_from, received_before, arrears_from,
       arrears_to, also_seen_by, also_seen_by)(binding);
}

std::vector<Branch> branches_of(Session& session, const Query& query) {
    std::vector<Branch> branches;
    const auto add = [&](std::int64_t body, std::int64_t officer) {
        for (auto& state : states_of(session, query, body))
            branches.push_back({body, officer, std::move(state)});
    };
    if (!held(query)) {
        add(body_of(query.scope), 0);
        return branches;
    }
    for (const auto& holder : holders_of(query)) add(holder.body, holder.officer);
    return branches;
}

ScopeFilter ScopeFilter::of(const Query& query) {
    ScopeFilter filter;
    filter.body = body_of(query.scope);
    filter.holders = " ";
    for (const auto& holder : holders_of(query))
        filter.holders += std::to_string(holder.body) + ":" + std::to_string(holder.officer) + " ";
    filter.all_states = query.states.empty() ? 1 : 0;
    filter.states = " ";
    for (const auto& state : query.states) filter.states.append(state).append(" ");
    filter.due_from = query.due_from;
    filter.due_before = query.due_before.empty() ? std::string(after_every_day) : query.due_before;
    filter.narrow = Narrow::of(query);
    return filter;
}

std::string ScopeFilter::found_in(Engine engine, std::string_view list, std::string_view what) {
    const std::string name(list);
    const std::string text = "' ' || " + std::string(what) + " || ' '";
    return engine == Engine::sqlite ? "instr(CAST(" + name + " AS TEXT), " + text + ") > 0"
                                    : "strpos(" + name + ", " + text + ") > 0";
}

std::string ScopeFilter::conditions(Engine engine, Shape shape) {
    return (shape.held ? found_in(engine, ":holders", "s.body || ':' || s.assignee") : "s.body = :body") +
           " AND (:all_states = 1 OR " + found_in(engine, ":states", "s.state") +
           ") AND s.due >= :due_from AND s.due < :due_before" +
           (shape.narrowed ? Narrow::conditions("") : "");
}

void ScopeFilter::bind(soci::statement& binding, Shape shape) const {
    if (shape.held) {
        in(holders)(binding);
    } else {
        in(body)(binding);
    }
    in(all_states, states, due_from, due_before)(binding);
    if (shape.narrowed) narrow.bind(binding);
}

}  // namespace qingqian::store::complaints
