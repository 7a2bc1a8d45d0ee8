#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "records/case_parts.hpp"
#include "store/store.hpp"

/// The register of numbered documents (文书).
namespace qingqian::store::documents {

/// The next number of a body's documents of a type in a year, from 1, without a gap: it is taken back with
/// the transaction that took it. Others who number the same kind wait until that has ended.
std::int64_t next_serial(WriteTx& tx, std::int64_t body, std::string_view type, std::int64_t year);

/// Sets `id`.
void insert(WriteTx& tx, records::Document& document);

/// All of a case, oldest first.
std::vector<records::Document> of_case(ReadTx& tx, std::int64_t complaint);

}  // namespace qingqian::store::documents
