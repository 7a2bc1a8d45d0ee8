#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "records/complaint.hpp"
#include "store/complaints.hpp"
#include "store/store.hpp"

/// Which cases have to do with one another by their parties.
namespace qingqian::store::repetition {

/// Whether the same firm has another case of any kind, by its credit code. Cheap: most filings ask no more.
bool complained_before(ReadTx& tx, const records::Complaint& complaint);

/// Received cases of the same complainant against the same respondent, by their credit codes, newest first;
/// `form` left empty. Looks at the newest `limit` of each pair of codes. A respondent whose code one side
/// does not know is compared by its name.
std::vector<records::Complaint> same_parties(ReadTx& tx, const records::Complaint& complaint,
                                             std::size_t limit);

/// A respondent's record in one scope.
struct Record {
    /// A name the code was complained about under, with the first and the last receipt.
    struct Name {
        std::string name;
        std::int64_t cases = 0;
        base::UtcMillis first_at = 0;
        base::UtcMillis last_at = 0;
    };
    std::int64_t cases = 0;
    std::int64_t open = 0;
    std::int64_t arrears_fen = 0;    ///< claimed
    std::int64_t remaining_fen = 0;  ///< still owed
    base::UtcMillis first_at = 0;
    base::UtcMillis last_at = 0;
    std::vector<Name> names;  ///< by their first receipt
};
/// What the cases that the scope covers say of a respondent by its credit code.
Record record_of(ReadTx& tx, const complaints::Scope& scope, std::string_view respondent_code);

/// Those cases themselves, newest first, by keyset; `form` left empty. `next` is empty on the last page.
struct CasePage {
    std::vector<records::Complaint> cases;
    std::string next;
};
/// Refuses a broken cursor with `invalid_input`.
base::Result<CasePage> cases_of(ReadTx& tx, const complaints::Scope& scope, std::string_view respondent_code,
                                std::string_view after, std::size_t limit);

}  // namespace qingqian::store::repetition
