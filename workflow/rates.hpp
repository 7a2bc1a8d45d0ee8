#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "workflow/interest.hpp"

namespace qingqian::workflow {

/// One publication of the one-year loan prime rate (1年期贷款市场报价利率).
struct PublishedRate {
    base::Day published{};  ///< holds from this day on
    std::int64_t annual_rate = 0;
    std::string source;
};

/// A file of publications: `{"lpr_checked_until": "2026-12-20", "lpr_1y": [{"published": "2026-11-20",
/// "percent": "2.90", "source": "…"}]}`. A publication that changed nothing is no row: the day until which
/// all were looked at says so.
struct RateFile {
    base::Day checked_until{};
    std::vector<PublishedRate> lpr;
};

/// Reads a file, or says everything that is wrong with it: unknown members, days that do not exist, days out
/// of order or later than `checked_until`, no source.
std::expected<RateFile, std::vector<std::string>> read_rate_file(const boost::json::value& document);

/// The rules with the publications put in: each holds until the next, one of the same day takes the place of
/// the earlier row. `checked_until` only moves forward.
InterestRules with_rates(InterestRules rules, const RateFile& loaded);

}  // namespace qingqian::workflow
