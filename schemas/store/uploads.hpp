#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/upload.hpp"
#include "store/store.hpp"

namespace qingqian::store::uploads {

/// Sets `id`.
void insert(WriteTx& tx, records::Upload& upload);
std::optional<records::Upload> find(ReadTx& tx, std::string_view uid);
/// Those of a case that have not arrived whole and do not expire before `now`, oldest first.
std::vector<records::Upload> open_of_case(ReadTx& tx, std::int64_t complaint, base::UtcMillis now);
/// Records that the bytes up to `received` are durable; false where something else than `before` was
/// recorded, or the upload is whole or gone.
bool advance(WriteTx& tx, std::string_view uid, std::int64_t before, std::int64_t received,
             base::UtcMillis expires_at);
/// The whole file arrived and became `attachment`; false where it had already, or is gone.
bool complete(WriteTx& tx, std::string_view uid, std::string_view attachment, base::UtcMillis expires_at);
void remove(WriteTx& tx, std::string_view uid);
/// Forgets those that expired before `before`; how many.
std::int64_t forget(WriteTx& tx, base::UtcMillis before);

}  // namespace qingqian::store::uploads
