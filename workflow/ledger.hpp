#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "records/complaint.hpp"

namespace qingqian::workflow {

/// What a case's ledger adds up to, in 分.
struct Balance {
    std::int64_t claimed = 0;
    std::int64_t verified = 0;    ///< = undisputed + disputed, once there is a result
    std::int64_t undisputed = 0;  ///< 无争议 (条例 15)
    std::int64_t disputed = 0;
    std::int64_t paid = 0;
    std::int64_t planned = 0;  ///< promised by a repayment plan, whether paid since or not
    std::int64_t waived = 0;
    bool assessed = false;  ///< a result verified the sum; before that the claim counts

    /// What is owed before payments: the verified sum, else the claim.
    std::int64_t owed() const { return assessed ? verified : claimed; }
    /// What is still owed. Never negative in a sound ledger.
    std::int64_t remaining() const { return owed() - paid - waived; }

    bool operator==(const Balance&) const = default;
};

/// Kinds of entries: claimed, verified, undisputed, disputed, paid, planned, waived, correction.
bool ledger_kind_known(std::string_view kind);

/// The balance of entries in their order. A correction counts towards the kind of the entry that it names by
/// its place (1 for the first). A claim or assessment made again enters the difference.
Balance balance_of(const std::vector<records::LedgerEntry>& entries);

/// Why a balance cannot be: a negative sum or remainder, a split that does not add up. Empty when it can.
std::string_view balance_fault(const Balance& balance);

/// Whether outcome code O1…O8 agrees with the sums (a.5).
bool outcome_fits(std::string_view outcome, const Balance& balance);

}  // namespace qingqian::workflow
