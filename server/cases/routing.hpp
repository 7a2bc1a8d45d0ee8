#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/routing.hpp"

namespace qingqian::cases {

/// Where the rules in force on `today` send a case against a respondent, whether or not there is a case yet.
/// `project`, six digits or empty, is where the project lies: its body gets a copy (law-and-practice c.3). A
/// body that was closed is no destination.
workflow::Routed route_to(const Environment& env, workflow::RoutingFacts facts, const std::string& project,
                          base::Day today);

/// The same of a case, as its form describes the respondent.
workflow::Routed route_of(const Environment& env, const records::Complaint& complaint, base::Day today);

/// The body at the complainant's place (条例第二十九条第二款: 主张为中小企业一方所在地), by the rule for
/// enterprises of that place: it is asked when the size is in dispute. Its code; empty when no rule names
/// one.
std::string size_body_of(const Environment& env, const records::Complaint& complaint, base::Day today);

/// `Route` of the contract.
boost::json::object route_json(const Environment& env, const workflow::Routed& routed);

/// The same of a case. `complaint_not_found` when the reader may not see the case.
base::Result<boost::json::object> read_route(store::ReadTx& tx, const Environment& env,
                                             const records::Actor& reader, std::string_view uid_or_number);

}  // namespace qingqian::cases
