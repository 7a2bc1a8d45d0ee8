#include "store/queue_filter.hpp"

#include <algorithm>
#include <utility>

namespace qingqian::store::complaints {
namespace {

// After every day, `scope::no_due` included.
constexpr std::string_view after_every_day = "9999-99-99";

std::string found_in(Engine engine, std::string_view list, std::string_view what) {
    const std::string name(list);
    const std::string text = "' ' || " + std::string(what) + " || ' '";
    return engine == Engine::sqlite ? "instr(CAST(" + name + " AS TEXT), " + text + ") > 0"
                                    : "strpos(" + name + ", " + text + ") > 0";
}

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
    if (query.represented)
        holders.insert(holders.end(), query.represented->begin(), query.represented->end());
    for (auto& holder : holders) {
        if (holder.officer == 0) holder.officer = -1;
    }
    return holders;
}

bool held(const Query& query) {
    return query.mine || query.represented.has_value();
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
    return filter;
}

std::string ScopeFilter::conditions(Engine engine, bool held) {
    return (held ? found_in(engine, ":holders", "s.body || ':' || s.assignee") : "s.body = :body") +
           " AND (:all_states = 1 OR " + found_in(engine, ":states", "s.state") +
           ") AND s.due >= :due_from AND s.due < :due_before";
}

void ScopeFilter::bind(soci::statement& binding, bool held) const {
    if (held) {
        in(holders)(binding);
    } else {
        in(body)(binding);
    }
    in(all_states, states, due_from, due_before)(binding);
}

}  // namespace qingqian::store::complaints
