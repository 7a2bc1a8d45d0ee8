#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/routing.hpp"

namespace qingqian::cases {

/// Where the rules in force on `today` send a case, as its form describes the respondent. The place of the
/// project gets a copy where it belongs to another body (law-and-practice c.3).
workflow::Routed route_of(const Environment& env, const records::Complaint& complaint, base::Day today);

/// `Route` of the contract. `complaint_not_found` when the reader may not see the case.
base::Result<boost::json::object> read_route(store::ReadTx& tx, const Environment& env,
                                             const records::Actor& reader, std::string_view uid_or_number);

}  // namespace qingqian::cases
