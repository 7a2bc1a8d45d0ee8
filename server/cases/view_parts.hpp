#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "workflow/calendar.hpp"
#include "workflow/definition.hpp"

/// Small pieces of the contract's JSON that several views share.
namespace qingqian::cases::parts {

boost::json::object sentences(const base::Sentence& sentence);
/// The text, or null when there is none.
boost::json::value text_or_null(std::string_view text);
/// `Body`, or null for 0.
boost::json::value body_or_null(const Environment& env, std::int64_t body);
/// `Due` of a stored clock.
boost::json::object due_of(const Environment& env, const records::CaseClock& clock, base::UtcMillis now);
/// `Due` of a case row, which keeps the legal day alone; null when no term runs.
boost::json::value due_of_row(const Environment& env, const records::Complaint& complaint,
                              base::UtcMillis now);
/// `Clock`; counted day by day when `explain`.
boost::json::object clock(const Environment& env, const workflow::Definition& definition,
                          const records::CaseClock& clock, base::UtcMillis now, bool explain);
/// `Contact`, its numbers masked or whole.
boost::json::object contact(const records::Contact& contact, bool masked);
/// The members of `ComplaintSummary`.
boost::json::object summary(const Environment& env, const records::Complaint& complaint,
                            std::string_view assignee_name, base::UtcMillis now);

}  // namespace qingqian::cases::parts
