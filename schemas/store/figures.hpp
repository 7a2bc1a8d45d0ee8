#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

/// Cases counted for supervision and statistics, in groups, of one scope (`complaints::body_of`): the same
/// rows of `case_scope` that the queue reads, so that its counts and these cannot disagree. Each question
/// reads the cases it counts, along an index; who asks often keeps the answer.
namespace qingqian::store::figures {

/// How a case stands to its nearest deadline, as the queue's filters `late` and `soon` have it.
enum class Stand { late, soon, later, no_term };

/// Days since receipt up to which an age counts; a sixth… group holds what is older than the last.
inline constexpr int age_bounds[] = {10, 30, 60, 90};

/// What "late", "soon" and an age are measured from.
struct Today {
    base::Day day{};
    base::Day soon_until{};  ///< last day that counts as soon
};

/// Cases in one state that are alike in the rest.
struct Standing {
    std::int64_t accepting_body = 0;
    std::int64_t handling_body = 0;
    std::int64_t assignee = 0;
    std::int64_t stand = 0;  ///< Stand
    std::int64_t age = 0;    ///< place in `age_bounds`, or its size
    std::int64_t cases = 0;
    std::string oldest_due;  ///< ISO day; "9999-12-31" where no term runs
};
std::vector<Standing> standing(ReadTx& tx, std::int64_t scope_body, std::string_view state,
                               const Today& today);

/// A span of time, its end not in it.
struct Span {
    base::UtcMillis from = 0;
    base::UtcMillis until = 0;
};

/// Cases received in the span that stand in one state now. `day` counts days since 1970 in Asia/Shanghai.
struct Received {
    std::int64_t day = 0;
    std::string respondent_type;
    std::int64_t cases = 0;
    std::int64_t claimed_fen = 0;
    std::int64_t remaining_fen = 0;
};
std::vector<Received> received(ReadTx& tx, std::int64_t scope_body, std::string_view state, const Span& span);

/// What was paid so far (corrections counted in) in the cases received in the span that stand in one state.
std::int64_t recovered_of(ReadTx& tx, std::int64_t scope_body, std::string_view state, const Span& span);

/// Cases that ended in the span in one state.
struct Closed {
    std::int64_t day = 0;
    std::string outcome;
    std::int64_t cases = 0;
};
std::vector<Closed> closed(ReadTx& tx, std::int64_t scope_body, std::string_view state, const Span& span);

/// Cases accepted by month ("2026-11") from one ISO day to another, which is not in it.
struct Accepted {
    std::string month;
    std::int64_t cases = 0;
};
std::vector<Accepted> accepted(ReadTx& tx, std::int64_t scope_body, std::string_view from,
                               std::string_view until);

/// What was entered as paid in the span, by day, corrections counted in on the day they were made.
struct Paid {
    std::int64_t day = 0;
    std::int64_t fen = 0;
};
std::vector<Paid> paid(ReadTx& tx, std::int64_t scope_body, const Span& span);

}  // namespace qingqian::store::figures
