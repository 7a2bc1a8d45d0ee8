#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

/// Numbers that stand masked everywhere, shown in full to whoever says why he needs them
/// (条例第二十五条第五款).
namespace qingqian::cases {

/// `Reveal` of the contract.
struct Reveal {
    std::string reason;
};

/// `RevealedContact`: numbers, mail and ID number of a contact, as it is reached now. Writes the line in the
/// read log of `node` and tells the auditors, in the same unit. Refuses with `complaint_not_found`,
/// `forbidden` (without the right `contacts`), `contact_not_found`.
base::Result<boost::json::object> reveal_contact(store::WriteTx& tx, const Environment& env,
                                                 const records::Actor& actor, std::string_view uid_or_number,
                                                 std::string_view role, const Reveal& reveal,
                                                 std::string_view node);

/// The caller's number of a line of the call register, likewise; `call_not_found`.
base::Result<boost::json::object> reveal_call(store::WriteTx& tx, const Environment& env,
                                              const records::Actor& actor, std::string_view uid,
                                              const Reveal& reveal, std::string_view node);

// clang-format off
BOOST_DESCRIBE_STRUCT(Reveal, (), (reason))
// clang-format on

constexpr auto bounds_of(const Reveal*) {
    return std::array{base::Bound{"reason", 4, 200}};
}

}  // namespace qingqian::cases
