#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "workflow/validity.hpp"

namespace qingqian::workflow {

/// Rates are whole numbers of millionths of a percent: 3.1 % is 3'100'000. Nothing here is floating point.
constexpr std::int64_t percent = 1'000'000;
/// The highest agreed rate taken, a year.
constexpr std::int64_t max_annual_rate = 100 * percent;

/// One published one-year loan prime rate (1年期贷款市场报价利率, LPR).
struct LprRow {
    Validity validity;
    std::int64_t annual_rate = 0;
};

/// The rate owed where nothing was agreed (条例第十七条: 每日利率万分之五).
struct LateRate {
    Validity validity;
    std::int64_t daily_rate = 0;
    std::string article;  ///< empty before the regulation
    std::string note;     ///< code of a remark that goes with this row; may be empty
};

/// schemas/rules/interest.json: statutory rates and the LPR, by the date of the contract.
struct InterestRules {
    std::vector<LateRate> late;
    std::vector<LprRow> lpr;
    base::Day lpr_checked_until;  ///< later publications have not been entered
};

/// Reads schemas/rules/interest.json, or says everything that is wrong with it.
std::expected<InterestRules, std::vector<std::string>> read_interest_rules(
    const boost::json::value& document);

/// What a payment goes to: the principal by agreement, or interest before principal (民法典第五百六十一条).
enum class PaidTo { principal, interest_first };

struct Payment {
    base::Day date;
    std::int64_t fen = 0;
    PaidTo to = PaidTo::interest_first;
};

struct InterestQuestion {
    std::int64_t principal_fen = 0;
    base::Day due;       ///< the last day on which payment was in time
    base::Day until;     ///< day of payment, or today
    base::Day contract;  ///< decides the LPR and the law
    std::optional<std::int64_t> agreed_annual_rate;
    std::int64_t day_count = 365;  ///< days of a year by which an annual rate is divided: 365 or 360
    std::vector<Payment> payments;
};

/// A span with one principal. Its first day is not counted, its last is.
struct InterestSegment {
    base::Day from;
    base::Day to;
    std::int64_t days = 0;
    std::int64_t principal_fen = 0;
    std::int64_t interest_fen = 0;
};

struct InterestFinding {
    std::int64_t days = 0;
    std::int64_t interest_fen = 0;  ///< all that arose: the sum of the segments
    std::int64_t rate = 0;
    bool daily = false;           ///< `rate` is a day's, not a year's
    bool floor_applied = false;   ///< the agreed rate lay below the LPR, which took its place
    const LprRow* lpr = nullptr;  ///< the row at the date of the contract, where an agreed rate was compared
    std::string article;
    std::vector<InterestSegment> segments;
    std::int64_t unpaid_principal_fen = 0;
    std::int64_t unpaid_interest_fen = 0;
    std::vector<base::FieldFault> notes;  ///< remarks with the member each is about
};

/// Late interest (逾期利息, 条例第十七条; 2020 第十五条), as an estimate for reference (参考测算).
///
/// The due date is not counted, the day of payment is. Each segment is computed exactly and rounded half up
/// to 分 once; interest bears no interest. An agreed rate below the LPR at the date of the contract is
/// replaced by it. Refuses with `invalid_input`, all faults at once: amounts not positive or above the bound,
/// dates out of order, a rate or day count that is none, payments outside (due … until] days or above what is
/// owed.
base::Result<InterestFinding> late_interest(const InterestRules& rules, std::string_view province,
                                            const InterestQuestion& question);

}  // namespace qingqian::workflow
