#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

/// Where the respondent gets SMS and mails. The form asks for one telephone of the other side; an officer who
/// learned more enters it here. What was filed stays as it was (store/contact_ways.hpp).
namespace qingqian::cases {

/// `RespondentAddresses` of the contract: what is not given stays, an empty text takes it away.
struct RespondentAddresses {
    std::optional<std::string> mobile;
    std::optional<std::string> email;
};

/// `RespondentWays`: masked; null where there is none. A mobile given as the telephone of the form counts.
/// Refuses with `complaint_not_found` and `contact_not_found` (the case names nobody there).
base::Result<boost::json::object> respondent_ways_json(store::ReadTx& tx, const Environment& env,
                                                       const records::Actor& reader,
                                                       std::string_view uid_or_number);

/// Enters them, with a note in the history that says which, not where. Refuses with `complaint_not_found`,
/// `contact_not_found`, `invalid_input`, and what the action `note` refuses.
base::Result<boost::json::object> set_respondent_ways(store::WriteTx& tx, const Environment& env,
                                                      const records::Actor& actor,
                                                      std::string_view uid_or_number,
                                                      const RespondentAddresses& input);

// clang-format off
BOOST_DESCRIBE_STRUCT(RespondentAddresses, (), (mobile, email))
// clang-format on

constexpr auto bounds_of(const RespondentAddresses*) {
    return std::array{base::Bound{"mobile", 0, 30}, base::Bound{"email", 0, 254}};
}

}  // namespace qingqian::cases
