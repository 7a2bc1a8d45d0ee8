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

// What narrows is read from one index that holds it all, or beside the deadlines where those bound the walk.
struct CountNarrowed {
    Branch branch;
    std::string from;
    std::string before;
    Narrow narrow;
    std::int64_t cases = 0;
    Statement statement;
    CountNarrowed(Session& session, bool held, bool dated)
        : statement(session, text(held, dated), [&](soci::statement& binding) {
              out(cases)(binding);
              in(branch.body)(binding);
              if (held) in(branch.assignee)(binding);
              in(branch.state)(binding);
              if (dated) in(from, before)(binding);
              narrow.bind(binding);
          }) {}

    static std::string text(bool held, bool dated) {
        return std::string("SELECT count(*) FROM case_scope s WHERE body = :body") +
               (held ? " AND assignee = :assignee AND assignee <> 0" : "") + " AND state = :state" +
               (dated ? " AND due >= :from AND due < :before" : "") + Narrow::conditions("");
    }
};

std::int64_t count_narrowed(Session& session, const Query& query, const Branch& branch) {
    const bool dated = !query.due_before.empty();
    auto& counting = session.prepared_as<CountNarrowed>(
        "count " + Shape::of(query).name() + (dated ? " dated" : ""), held(query), dated);
    // Member by member: the statement is bound to the strings inside.
    counting.branch = branch;
    counting.from = query.due_from;
    counting.before = query.due_before;
    counting.narrow = Narrow::of(query);
    counting.statement.one();
    return counting.cases;
}

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
    if (narrowed(query)) return count_narrowed(session, query, branch);
    if (query.due_before.empty()) {
        return held(query) ? ask(session.prepared<CountMine>()) : ask(session.prepared<CountState>());
    }
    return held(query) ? ask(session.prepared<CountHeldDue>()) : ask(session.prepared<CountStateDue>());
}

}  // namespace

std::int64_t count(ReadTx& tx, const Query& query) {
    if (!query.text.empty()) return search_count(tx, query);
    if (under_way(query)) return under_way_count(tx, query);
    auto& session = tx.session();
    if (query.states.empty() && query.due_before.empty() && !held(query) && !narrowed(query)) {
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
