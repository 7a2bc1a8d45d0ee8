#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cases/environment.hpp"
#include "store/complaints.hpp"
#include "store/figures.hpp"
#include "store/store.hpp"

/// The open cases of a scope, by the department that has them now.
namespace qingqian::cases {

/// What comes due within so many calendar days counts as soon, here and in the queue.
inline constexpr std::chrono::days soon_days{5};

/// "late" and "soon" as seen on the day of `now`.
store::figures::Today standing_on(base::UtcMillis now);

/// Which of its two departments has a case in a state: whoever the state belongs to; where it belongs to
/// neither, or to whoever had the case before, the handling one if there is one yet.
std::int64_t holder_of(const workflow::State& state, std::int64_t accepting_body, std::int64_t handling_body);

/// Open cases that are alike, and who has them.
struct OpenCases {
    std::int64_t body = 0;
    store::figures::Standing group;
};

/// Every open case of the scope, of one workflow or (empty) of all.
std::vector<OpenCases> open_cases(store::ReadTx& tx, const Environment& env,
                                  const store::complaints::Scope& scope, std::string_view workflow);

/// Codes of the states of a workflow (empty: of all), ended ones or the others, each once.
std::vector<std::string> states_that(const Environment& env, std::string_view workflow, bool terminal);

/// Open, late and soon-late cases added up.
struct Load {
    std::int64_t open = 0;
    std::int64_t late = 0;
    std::int64_t soon = 0;
    std::string oldest_due;  ///< of those that are late; ISO day, empty where none is

    void add(const store::figures::Standing& group);
};

}  // namespace qingqian::cases
