#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/problem.hpp"
#include "store/store.hpp"
#include "workflow/rates.hpp"

/// Rates published after the program was made (贷款市场报价利率): loaded into the database, over those it
/// carries.
namespace qingqian::cases {

/// What came of loading a file of rates.
struct RatesChange {
    std::size_t added = 0;      ///< days without a rate until now
    std::size_t replaced = 0;   ///< days whose rate or source became another
    std::string checked_until;  ///< ISO day until which every publication has been entered
};

/// Checks a file (workflow/rates.hpp) and stores its rows, each with its source; a row of a known day takes
/// its place. Refuses `invalid_input` with every fault at its place in the file; nothing is changed then.
base::Result<RatesChange> load_rates(store::WriteTx& tx, std::string_view text);

/// What was loaded so far.
workflow::RateFile loaded_rates(store::ReadTx& tx);

}  // namespace qingqian::cases
