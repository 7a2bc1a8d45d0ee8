#include <string>

#include "store/queue_filter.hpp"
#include "store/queue_search.hpp"

namespace qingqian::store::complaints {
namespace {

// Each counts along one range of an index that holds all it asks.

struct CountState {
    std::int64_t body = 0;
    std::string state;
    std::int64_t cases = 0;
    Statement statement;
    explicit CountState(Session& session)
        : statement(session, "SELECT count(*) FROM case_scope WHERE body = :body AND state = :state",
                    in(body, state), out(cases)) {}
};
struct CountAll {
    std::int64_t body = 0;
    std::int64_t cases = 0;
    Statement statement;
    explicit CountAll(Session& session)
        : statement(session, "SELECT count(*) FROM case_scope WHERE body = :body", in(body), out(cases)) {}
};
struct CountMine {
    std::int64_t body = 0;
    std::int64_t assignee = 0;
    std::string state;
    std::int64_t cases = 0;
    Statement statement;
    explicit CountMine(Session& session)
        : statement(
              session,
              "SELECT count(*) FROM case_scope WHERE body = :body AND assignee = :assignee AND assignee <> 0 "
              "AND state = :state",
              in(body, assignee, state), out(cases)) {}
};

// The same, of cases whose deadline lies between two days.
struct CountStateDue {
    std::int64_t body = 0;
    std::string state;
    std::string from;
    std::string before;
    std::int64_t cases = 0;
    Statement statement;
    explicit CountStateDue(Session& session)
        : statement(session,
                    "SELECT count(*) FROM case_scope WHERE body = :body AND state = :state AND due >= :from "
                    "AND due < :before",
                    in(body, state, from, before), out(cases)) {}
};
struct CountHeldDue {
    std::int64_t body = 0;
    std::int64_t assignee = 0;
    std::string state;
    std::string from;
    std::string before;
    std::int64_t cases = 0;
    Statement statement;
    explicit CountHeldDue(Session& session)
        : statement(
              session,
              "SELECT count(*) FROM case_scope WHERE body = :body AND assignee = :assignee AND assignee <> 0 "
              "AND state = :state AND due >= :from AND due < :before",
              in(body, assignee, state, from, before), out(cases)) {}
};

std::int64_t count_branch(Session& session, const Query& query, const Branch& branch) {
    const auto ask = [&](auto& counting) {
        counting.body = branch.body;
        counting.state = branch.state;
        if constexpr (requires { counting.assignee; }) counting.assignee = branch.assignee;
        if constexpr (requires { counting.before; }) {
            counting.from = query.due_from;
            counting.before = query.due_before;
        }
        counting.statement.one();
        return counting.cases;
    };
    if (query.due_before.empty()) {
        return held(query) ? ask(session.prepared<CountMine>()) : ask(session.prepared<CountState>());
    }
    return held(query) ? ask(session.prepared<CountHeldDue>()) : ask(session.prepared<CountStateDue>());
}

}  // namespace

std::int64_t count(ReadTx& tx, const Query& query) {
    if (!query.text.empty()) return search_count(tx, query);
    if (!query.track.empty()) return track_count(tx, query);
    auto& session = tx.session();
    if (query.states.empty() && query.due_before.empty() && !held(query)) {
        auto& all = session.prepared<CountAll>();
        all.body = body_of(query.scope);
        all.statement.one();
        return all.cases;
    }
    std::int64_t cases = 0;
    for (const auto& branch : branches_of(session, query)) cases += count_branch(session, query, branch);
    return cases;
}

}  // namespace qingqian::store::complaints
