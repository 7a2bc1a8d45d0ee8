#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/complaints.hpp"
#include "store/store.hpp"
#include "store/substitutions.hpp"

/// Who acts for whom (委托代理), and whose cases an officer sees because of it (代办). The right `deputise`
/// says for whom somebody may name a substitute: for himself, for the officers of his body (its heads), for
/// all.
namespace qingqian::cases {

/// `NewSubstitution` of the contract.
struct NewSubstitution {
    std::optional<std::string> officer;  ///< login of who is away; the actor when it does not say
    std::string substitute;              ///< login
    std::string from;                    ///< ISO days, both included
    std::string until;
    std::string reason;
};

/// Lets one officer act for another. Refuses `invalid_input`: unknown officers, somebody for himself,
/// somebody of another body (but by the right over all), somebody who administers the system and sees no
/// case, days past, in the wrong order or more than a year ahead; `substitution_overlaps` (409) where a
/// substitute is named for some of these days; `forbidden`.
base::Result<store::substitutions::Substitution> substitute(store::WriteTx& tx, const Environment& env,
                                                            const records::Actor& actor,
                                                            const NewSubstitution& input);

/// Takes it back from now on. Nothing when it was taken back or is over. Refuses `substitution_not_found`
/// where the actor may name none for that officer.
base::Result<bool> end_substitution(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                    std::string_view uid);

/// `SubstitutionList`: those of the body (empty: the reader's) that are not over, as far as he may name them,
/// those in which he acts himself, and who there is to name. Refuses `invalid_input` (no such body) and
/// `forbidden` (another body than his own).
base::Result<boost::json::object> read_substitutions(store::ReadTx& tx, const Environment& env,
                                                     const records::Actor& reader, std::string_view body);

/// `Substitution`.
boost::json::object substitution_json(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                      const store::substitutions::Substitution& row);

/// In whose hands the cases are that an officer works on for others today.
std::vector<store::complaints::Holder> represented_by(const Environment& env, const records::Actor& actor);

// clang-format off
BOOST_DESCRIBE_STRUCT(NewSubstitution, (), (officer, substitute, from, until, reason))
// clang-format on

constexpr auto bounds_of(const NewSubstitution*) {
    return std::array{base::Bound{"officer", 1, 64}, base::Bound{"substitute", 1, 64},
                      base::Bound{"from", 10, 10}, base::Bound{"until", 10, 10},
                      base::Bound{"reason", 2, 200}};
}

}  // namespace qingqian::cases
