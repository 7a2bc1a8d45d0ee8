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

/// How the complainant and his agent are reached: number and mail proven by a code, changed with word to the
/// old one, language and consent. What was filed stays as it was; see store/contact_ways.hpp.
namespace qingqian::cases {

/// A code lives this long and bears this many wrong tries.
constexpr base::UtcMillis code_lives = 5 * 60'000;
constexpr std::int64_t code_tries = 5;

/// `CodeRequest`: where a code is to go. Without `address` to the one that is known.
struct CodeRequest {
    std::string channel;
    std::optional<std::string> address;
};
/// `CodeEntry`.
struct CodeEntry {
    std::string channel;
    std::string code;
};
/// `ContactChoice`: what is not given stays.
struct ContactChoice {
    std::optional<std::string> language;
    std::optional<bool> consent_sms;
    std::optional<bool> consent_email;
};

/// `ContactList`: complainant and agent of a case, numbers masked, with what was proven and chosen when.
base::Result<boost::json::object> contacts_json(store::ReadTx& tx, const Environment& env,
                                                const records::Actor& reader, std::string_view uid_or_number);

/// Sends a code to a number or mailbox through the outbox, before everything else that waits. Refuses with
/// `contact_not_found`, `invalid_input` (no such channel, not well formed, nothing to prove),
/// `codes_too_many` (429; one a minute, five an hour, ten a day to an address and as many from a contact) and
/// `channel_closed` (409) where nothing can be sent that way.
base::Result<boost::json::object> send_code(store::WriteTx& tx, const Environment& env,
                                            const records::Actor& actor, std::string_view uid_or_number,
                                            std::string_view role, const CodeRequest& request);

/// What became of a code: the contact as it is now, or why it was refused. A wrong code is an outcome and no
/// refusal of the unit, so that it is counted.
struct CodeOutcome {
    boost::json::object contact;
    std::optional<base::Problem> refused;
};
/// Takes a code. Right: messages go to that address from now on, and the one before is told so.
/// `code_not_open` (409) when none waits; otherwise `invalid_input` with the tries that are left.
base::Result<CodeOutcome> enter_code(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                     std::string_view uid_or_number, std::string_view role,
                                     const CodeEntry& entry);

/// Keeps language and consent with the time. Refuses with `contact_not_found` and `invalid_input`.
base::Result<boost::json::object> choose(store::WriteTx& tx, const Environment& env,
                                         const records::Actor& actor, std::string_view uid_or_number,
                                         std::string_view role, const ContactChoice& choice);

// clang-format off
BOOST_DESCRIBE_STRUCT(CodeRequest, (), (channel, address))
BOOST_DESCRIBE_STRUCT(CodeEntry, (), (channel, code))
BOOST_DESCRIBE_STRUCT(ContactChoice, (), (language, consent_sms, consent_email))
// clang-format on

constexpr auto bounds_of(const CodeRequest*) {
    return std::array{base::Bound{"channel", 1, 10}, base::Bound{"address", 1, 254}};
}
constexpr auto bounds_of(const CodeEntry*) {
    return std::array{base::Bound{"channel", 1, 10}, base::Bound{"code", 6, 6}};
}
constexpr auto bounds_of(const ContactChoice*) {
    return std::array{base::Bound{"language", 2, 10}};
}

}  // namespace qingqian::cases
