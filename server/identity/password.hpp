#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"

namespace qingqian::identity {

/// Argon2id (RFC 9106) by libsodium: 19 MiB, two passes, one lane; the encoded string holds salt and costs.
/// Takes some 30 ms and 19 MiB: on a worker only. Throws std::runtime_error when the memory is not there.
std::string hash_password(std::string_view password);

/// Whether `password` belongs to `hash`; false for a string that is no hash. As dear as hashing.
bool password_matches(const std::string& hash, std::string_view password);

/// Whether the hash was made with other costs than today's and should be made anew at the next sign-in.
bool needs_rehash(const std::string& hash);

/// The hash of a password nobody knows: verified in place of the one an unknown login does not have, so that
/// both take the same time. Made once, at the first call.
const std::string& decoy_hash();

/// What is wrong with a new password, all at once, under `pointer`: at least 12 characters and at most 200,
/// not on the list of passwords that leaked elsewhere, not made of the login. Empty when it may be used.
std::vector<base::FieldFault> password_faults(std::string_view pointer, std::string_view password,
                                              std::string_view login);

/// Whether a password stands on the shipped list of leaked ones (letters in any case).
bool is_breached(std::string_view password);

}  // namespace qingqian::identity
