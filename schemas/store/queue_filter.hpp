#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/complaints.hpp"
#include "store/session.hpp"

/// What the queue's three ways of reading (by order, by words, by what is under way) ask alike.
namespace qingqian::store::complaints {

/// In whose hands a case must be; empty when that does not matter. An officer 0 would stand for everybody's
/// cases that nobody has: he becomes -1, which no row carries.
std::vector<Holder> holders_of(const Query& query);
/// Whether it matters in whose hands a case is.
bool held(const Query& query);

/// One range of the index: the cases of a body, or those in somebody's hands, in one state.
struct Branch {
    std::int64_t body = 0;
    std::int64_t assignee = 0;
    std::string state;
};

/// The ranges of a question: its states, in each of the hands it asks for.
std::vector<Branch> branches_of(Session& session, const Query& query);

/// Whether anything narrows the question: only then its conditions stand in the statement.
bool narrowed(const Query& query);

/// `Query::narrowing` as conditions on the scope row `s`.
struct Narrow {
    std::int64_t unassigned = 0;
    std::string channel;
    std::int64_t division_length = 0;  ///< 0: every division begins with nothing
    std::string division;
    std::int64_t received_from = 0;
    std::int64_t received_before = 0;
    std::int64_t arrears_from = 0;
    std::int64_t arrears_to = 0;
    std::int64_t also_seen_by = 0;

    static Narrow of(const Query& query);
    /// Begins with " AND"; `suffix` makes the parameters' names unlike those of another branch.
    static std::string conditions(std::string_view suffix);
    void bind(soci::statement& binding) const;
};

/// Which conditions a statement has.
struct Shape {
    bool held = false;
    bool narrowed = false;

    static Shape of(const Query& query) { return {complaints::held(query), complaints::narrowed(query)}; }
    /// Two letters, for the names of statements.
    std::string name() const { return {held ? 'm' : 'b', narrowed ? 'n' : 'a'}; }
};

/// Conditions on the scope row `s` of a case that was found by something else.
struct ScopeFilter {
    std::int64_t body = 0;
    std::string holders;  ///< " 3:7 4:9 ", body and officer
    std::int64_t all_states = 1;
    std::string states;  ///< " A B "
    std::string due_from;
    std::string due_before;
    Narrow narrow;

    static ScopeFilter of(const Query& query);
    /// That a list of words " A B ", bound as `list`, holds what the expression `what` gives.
    static std::string found_in(Engine engine, std::string_view list, std::string_view what);
    /// The shape of statement that a question needs: whether holders matter, whether it is narrowed.
    static std::string conditions(Engine engine, Shape shape);
    void bind(soci::statement& binding, Shape shape) const;
};

/// Whether a question is about what is under way: a track, or a call to make.
bool under_way(const Query& query);
/// A page and a count of the cases in which it is.
base::Result<Page> under_way_page(ReadTx& tx, const Query& query);
std::int64_t under_way_count(ReadTx& tx, const Query& query);

}  // namespace qingqian::store::complaints
