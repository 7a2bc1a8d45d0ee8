#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

/// The officers' accounts, as the administrator keeps them. No case is read here.
namespace qingqian::cases {

/// `OfficerChange` of the contract: what is said of an account; what is not said stays as it is.
struct OfficerChange {
    std::optional<std::string> name;
    std::optional<std::string> body;                ///< code
    std::optional<std::vector<std::string>> roles;  ///< of rights.json, at least one
    std::optional<std::string> mobile;              ///< may be empty
    std::optional<std::string> email;               ///< may be empty
    std::optional<std::string> language;            ///< zh-CN or en
    std::optional<bool> disabled;
    std::optional<std::string>
        password;  ///< ends the sessions that are open; judged by identity/password.hpp
};

/// A page of `OfficerList`, by login behind `after`.
boost::json::object officers_page(store::ReadTx& tx, const Environment& env, std::string_view after,
                                  std::size_t limit);

/// Adds the account of that login or changes it; `password_hash` is that of `change.password`, or empty.
/// Whoever is disabled, or gets another password, is signed out everywhere. Refuses `invalid_input`, all at
/// once: a new account without name, body, roles or password; a role, body, number or address that is none;
/// an administrator who would disable himself or take his own right to administer.
/// The value is `Officer` of the contract, and whether it was added.
struct OfficerSaved {
    boost::json::object officer;
    bool added = false;
};
base::Result<OfficerSaved> save_officer(store::WriteTx& tx, const Environment& env,
                                        const records::Actor& actor, std::string_view login,
                                        const OfficerChange& change, std::string_view password_hash);

// clang-format off
BOOST_DESCRIBE_STRUCT(OfficerChange, (), (name, body, roles, mobile, email, language, disabled, password))
// clang-format on

constexpr auto bounds_of(const OfficerChange*) {
    return std::array{base::Bound{"name", 1, 64},     base::Bound{"body", 1, 40},
                      base::Bound{"roles", 1, 20},    base::Bound{"mobile", 0, 40},
                      base::Bound{"email", 0, 200},   base::Bound{"language", 2, 5},
                      base::Bound{"password", 1, 200}};
}

}  // namespace qingqian::cases
