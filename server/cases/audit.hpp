#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// Something that does not agree in the history of a case.
struct AuditFault {
    std::string number;    ///< case number, or the UUID of a case without one
    std::int64_t seq = 0;  ///< the event concerned; 0 for the case as a whole
    std::string
        code;  ///< hash_differs, broken_link, gap, tail_missing, value_changed, row_differs, clock_differs …
    base::Sentence sentence;
};

/// What an audit looked at and found.
struct AuditReport {
    std::int64_t cases = 0;
    std::int64_t events = 0;
    std::vector<AuditFault> faults;  ///< at most 1,000
};

/// Recomputes the chain of a case, checks each salted value, replays the events and compares the result with
/// the stored row, its form, contacts and clocks, and what stands beside it (tracks, bodies, plan, ledger,
/// documents, links); derives the clocks' dates again from what is stored of them.
void audit_case(store::ReadTx& tx, const Environment& env, std::int64_t complaint, AuditReport& report);

/// The same for the case of that number or UUID; `complaint_not_found`.
base::Result<AuditReport> audit_one(store::Store& store, EnvironmentPtr env, std::string_view uid_or_number);

/// Every case, in bounded snapshots. `progress` hears of the number of cases after each.
base::Result<AuditReport> audit_all(store::Store& store, EnvironmentPtr env,
                                    const std::function<void(std::int64_t)>& progress = {});

}  // namespace qingqian::cases
