#pragma once

#include <cstdint>
#include <string>
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

/// Conditions on the scope row `s` of a case that was found by something else.
struct ScopeFilter {
    std::int64_t body = 0;
    std::string holders;  ///< " 3:7 4:9 ", body and officer
    std::int64_t all_states = 1;
    std::string states;  ///< " A B "
    std::string due_from;
    std::string due_before;

    static ScopeFilter of(const Query& query);
    /// The shape of statement that a question needs: whether holders matter.
    static std::string conditions(Engine engine, bool held);
    void bind(soci::statement& binding, bool held) const;
};

/// A page and a count of the cases in which a track is under way.
base::Result<Page> track_page(ReadTx& tx, const Query& query);
std::int64_t track_count(ReadTx& tx, const Query& query);

}  // namespace qingqian::store::complaints
