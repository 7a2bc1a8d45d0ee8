#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

/// What the public may learn of all cases together: counts and sums, never a case.
namespace qingqian::store::public_figures {

/// Received cases that agree in month, state, kind of respondent and its prefecture.
struct Group {
    std::string month;            ///< of receipt, "202611"
    std::string state;            ///< code of the workflow
    std::string respondent_type;  ///< code of the form
    std::string prefecture;       ///< first four digits of the respondent's division; may be empty
    std::int64_t cases = 0;
    std::int64_t arrears_fen = 0;
    std::int64_t remaining_fen = 0;
};

/// The groups of the cases whose number lies in [from, to), such as "JSTS20251201" and "JSTS20261201". Reads
/// every case between the two, by the index of numbers; for a page that is asked often the answer is to be
/// kept.
std::vector<Group> groups(ReadTx& tx, std::string_view from, std::string_view to);

}  // namespace qingqian::store::public_figures
