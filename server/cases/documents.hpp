#pragma once

#include <cstdint>
#include <vector>

#include "cases/environment.hpp"
#include "records/case_parts.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {

/// Gives the documents that a decision orders the next numbers of their bodies, types and year (发文字号),
/// enters them in the register, and puts each number on the track it belongs to. `seq` is that of the step's
/// event. No number is lost: they are taken back with the transaction.
std::vector<records::Document> issue_documents(store::WriteTx& tx, const Environment& env,
                                               workflow::Decision& decision, std::int64_t complaint,
                                               std::int64_t seq);

}  // namespace qingqian::cases
