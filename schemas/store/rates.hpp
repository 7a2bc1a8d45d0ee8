#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "store/store.hpp"

/// Published rates that were loaded since the program was made.
namespace qingqian::store::rates {

/// One publication.
struct Rate {
    std::string kind;       ///< "lpr_1y": the one-year loan prime rate (贷款市场报价利率)
    std::string published;  ///< ISO day, from which it holds
    std::string percent;    ///< a year, "3.00"
    std::string source;     ///< who published it where
    base::UtcMillis loaded_at = 0;
};

/// A second row of the same kind and day replaces the first.
void put(WriteTx& tx, const Rate& rate);
/// All of a kind, by their days.
std::vector<Rate> of_kind(ReadTx& tx, std::string_view kind);

}  // namespace qingqian::store::rates
