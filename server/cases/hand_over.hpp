#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "cases/perform.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

/// All open cases of one officer given to another: on each the action of its workflow that puts a case into
/// somebody's hands, through `perform`, so that whoever may not assign a case cannot do it here either.
namespace qingqian::cases {

/// At most so many cases at once; `HandOverResult` says whether there are more.
inline constexpr std::size_t hand_over_max = 500;

/// `HandOver` of the contract: logins, and a note for the history.
struct HandOver {
    std::string from;
    std::string to;
    std::optional<std::string> note;
};

/// The open cases in the hands of `from`, by UUID, the one with the nearest deadline first: one more than
/// `hand_over_max` where there are more. Refuses `invalid_input`: officers whom the actor's body does not
/// have, who does not handle cases, both the same.
base::Result<std::vector<std::string>> cases_to_hand_over(store::ReadTx& tx, const Environment& env,
                                                          const records::Actor& actor, const HandOver& input);

/// Gives one of them over, as it stands now. Refuses what `perform` refuses; `action_already_done` when it is
/// no longer in the hands of `from`.
base::Result<Performed> hand_over(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                  std::string_view uid, const HandOver& input);

// clang-format off
BOOST_DESCRIBE_STRUCT(HandOver, (), (from, to, note))
// clang-format on

constexpr auto bounds_of(const HandOver*) {
    return std::array{base::Bound{"from", 1, 64}, base::Bound{"to", 1, 64}, base::Bound{"note", 1, 500}};
}

}  // namespace qingqian::cases
