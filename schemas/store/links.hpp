#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "records/case_parts.hpp"
#include "store/store.hpp"

namespace qingqian::store::links {

/// A case that belongs to another: `complaint` was merged into (`merged`), reopens (`reopened`) or repeats
/// (`repeated`) the case `other`; `retaliation` and `size_dispute` name the sub-case first.
struct Link {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t other = 0;
    std::string kind;
    std::int64_t event = 0;  ///< the event of `complaint` that made it; 0 when none did
    base::UtcMillis created_at = 0;
};

/// Adds a link; nothing when the same one is there.
void insert(WriteTx& tx, const Link& link);
/// The same for a link that event `event` of its case made.
void insert(WriteTx& tx, const records::CaseLink& link, std::int64_t event, base::UtcMillis at);
/// Every link that begins or ends at the case, oldest first.
std::vector<Link> of_case(ReadTx& tx, std::int64_t complaint);

}  // namespace qingqian::store::links
