#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace qingqian::store::idempotency {

/// What a creating request answered, stored in the transaction that did the work.
struct Record {
    std::string key_hash;   ///< SHA-256 of actor and Idempotency-Key
    std::string body_hash;  ///< SHA-256 of method, route and body
    std::int64_t status = 0;
    std::string answer;  ///< JSON; sealed where it holds a receipt code
    base::UtcMillis created_at = 0;
};

std::optional<Record> find(ReadTx& tx, std::string_view key_hash);
void insert(WriteTx& tx, const Record& record);
/// Forgets records older than `before`.
void expire(WriteTx& tx, base::UtcMillis before);

}  // namespace qingqian::store::idempotency
