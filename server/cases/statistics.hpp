#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "base/clock.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

/// The figures of payment complaints (款项支付投诉) for those who lead.
namespace qingqian::cases {

/// A span of legal days, both in it.
struct Period {
    base::Day from{};
    base::Day to{};
};

/// The longest span that is added up, in days: five years.
inline constexpr std::int64_t longest_period = 1830;

/// The month of `today` and the eleven before it.
Period usual_period(base::Day today);

/// `Statistics` of the contract, of the cases in the scope of the reader's right `statistics`. Reads what was
/// received or closed in the period and what is open now: about a second where 100,000 cases came in a year,
/// so that whoever asks often keeps the answer (api/kept_answers.hpp).
boost::json::object statistics(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                               const Period& period);

}  // namespace qingqian::cases
