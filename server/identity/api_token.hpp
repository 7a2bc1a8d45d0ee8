#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "identity/session.hpp"
#include "store/store.hpp"
#include "store/tokens.hpp"

namespace qingqian::identity {

/// A new key of a program and its one copy.
struct IssuedToken {
    store::tokens::Token row;
    std::string token;  ///< "qq_" and 256 bits as 64 hex characters; shown once
};

/// Draws a key for an officer's account. No key lives for ever: `lifetime` is above 0.
IssuedToken issue_token(base::Random& random, std::int64_t officer, std::string_view scope,
                        std::string_view platform, base::UtcMillis lifetime, base::UtcMillis now);

/// The key of the header `Authorization: Bearer …` as it is stored; nothing when the header is none of ours.
std::optional<std::string> bearer_hash(std::string_view authorization);

/// Whose key it is; nothing when it is unknown, of another scope, expired, revoked, or its account is
/// disabled.
std::optional<Principal> find_token_principal(store::ReadTx& tx, std::string_view token_hash,
                                              std::string_view scope);

}  // namespace qingqian::identity
