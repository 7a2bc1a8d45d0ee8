#pragma once

#include <cstddef>

#include "store/store.hpp"

namespace qingqian::store::drafts {

/// Deletes drafts that were begun but never filed, were last saved before `before`, got no file since, and
/// belong to nothing else (an earlier case, a call, a letter, another platform's number); with contacts,
/// codes and the rows of their files, whose blobs nobody has then. Oldest first, at most `limit`; how many.
std::size_t remove_stale(WriteTx& tx, base::UtcMillis before, std::size_t limit);

}  // namespace qingqian::store::drafts
