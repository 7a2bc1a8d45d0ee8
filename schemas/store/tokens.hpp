#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace qingqian::store::tokens {

/// A program's key (API token): it acts for an officer's account, within one scope. Stored hashed.
struct Token {
    std::string token_hash;
    std::int64_t officer = 0;
    std::string scope;     ///< "intake"
    std::string platform;  ///< of scope intake: what its source numbers belong to, "12345"
    base::UtcMillis created_at = 0;
    base::UtcMillis expires_at = 0;  ///< 0 = never
    base::UtcMillis revoked_at = 0;
};

void insert(WriteTx& tx, const Token& token);
std::optional<Token> find(ReadTx& tx, std::string_view token_hash);
/// Every key of an account, oldest first.
std::vector<Token> of_officer(ReadTx& tx, std::int64_t officer);
/// Revokes every key of an account that is not revoked yet; how many those were.
std::int64_t revoke_all(WriteTx& tx, std::int64_t officer, base::UtcMillis at);

}  // namespace qingqian::store::tokens
