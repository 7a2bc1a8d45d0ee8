#pragma once

#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// What is wrong beside the case row.
struct PartFault {
    std::string_view code;  ///< track_differs, body_differs, plan_differs, ledger_differs, document_differs …
    base::Sentence sentence;
};

/// Where tracks, bodies, plan, ledger, documents and links are not what the history makes them, and where a
/// ledger does not add up, or not to what the row says remains.
std::vector<PartFault> part_faults(store::ReadTx& tx, const records::Complaint& complaint,
                                   const std::vector<records::Event>& events);

}  // namespace qingqian::cases
