#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "base/problem.hpp"
#include "cases/file.hpp"
#include "cases/perform.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// The key under which a creating request is done once.
struct IdempotencyKey {
    std::string actor;      ///< made by `key_owner`
    std::string key;        ///< the header Idempotency-Key
    std::string body_hash;  ///< SHA-256 of method, path and body
};

/// Who a key belongs to: "officer:3", "complaint:12", or the hash of an anonymous complainant's draft secret.
std::string key_owner(const records::Actor& actor, std::string_view draft_secret);

/// Whether the header has 16 to 128 characters of A–Z a–z 0–9 - _.
bool is_idempotency_key(std::string_view text);

/// The body hash of a request.
std::string request_hash(std::string_view method, std::string_view path, std::string_view body);

/// Whether the key has an answer already, to whichever body: asked where the body comes last and its way
/// there should not be barred by what has become of the case since that answer.
bool has_answer(store::ReadTx& tx, const IdempotencyKey& key);

/// Does `work` once: the same key and body get the first answer again and nothing is done; the same key with
/// another body is `idempotency_key_reused` (422). What was answered is kept in the same transaction as the
/// work, sealed with a key derived from the Idempotency-Key, since it may hold a receipt code. Refusals are
/// not kept: a corrected request may use the key again.
///
/// The JSON door, for rooms with answers of their own (uploads).
base::Result<boost::json::value> idempotent_json(
    store::WriteTx& tx, const IdempotencyKey& key,
    const std::function<base::Result<boost::json::value>()>& work);

/// A filing. A replay yields the receipt of then, its code included, and the case as it stood.
base::Result<Filed> idempotent(store::WriteTx& tx, const IdempotencyKey& key,
                               const std::function<base::Result<Filed>()>& work);

/// A step. A replay yields the case as it stands now and the receipt of then.
base::Result<Performed> idempotent(store::WriteTx& tx, const IdempotencyKey& key,
                                   const std::function<base::Result<Performed>()>& work);

}  // namespace qingqian::cases
