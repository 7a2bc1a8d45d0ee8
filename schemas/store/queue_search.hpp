#pragma once

#include <cstdint>

#include "store/complaints.hpp"

namespace qingqian::store::complaints {

/// `list` and `count` for a query with `text`: a case by its exact number, otherwise the cases that hold all
/// words, newest first. Filters and scope are those of the query.
base::Result<Page> search_page(ReadTx& tx, const Query& query);
std::int64_t search_count(ReadTx& tx, const Query& query);

}  // namespace qingqian::store::complaints
