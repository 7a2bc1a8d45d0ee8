#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "workflow/calendar.hpp"

namespace qingqian::workflow {

/// One row of schemas/rules/terms.json: how long a clock runs, where and since when.
struct Term {
    std::string id;
    std::string key;       ///< review, transfer, handling, supplement, sign_for, closing
    std::string province;  ///< two letters; empty for the whole country
    std::int64_t length = 0;
    Unit unit = Unit::working_days;
    std::string valid_from;   ///< ISO day, inclusive
    std::string valid_until;  ///< ISO day, exclusive; empty for ever
    std::string source;
};

/// The lengths of all clocks, by day and province.
class Terms {
  public:
    explicit Terms(std::vector<Term> rows) : rows_(std::move(rows)) {}
    /// The row that governs `key` on `day` in `province`: the province's own before the country's. Null when
    /// none.
    const Term* find(std::string_view key, std::string_view province, base::Day day) const;
    const std::vector<Term>& rows() const { return rows_; }

  private:
    std::vector<Term> rows_;
};

/// Reads schemas/rules/terms.json, or says everything that is wrong with it: ids that stand twice, days that
/// do not exist, rows of one key and province that are valid at the same time, a province's row that is laxer
/// than the country's (never later, for all the figures can tell).
std::expected<Terms, std::vector<std::string>> read_terms(const boost::json::value& document);

/// "working_days" or "calendar_days", as stored.
std::string_view to_string(Unit unit);

}  // namespace qingqian::workflow
