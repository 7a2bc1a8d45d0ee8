#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/store.hpp"

/// What a supervisor (督办岗) sees at a glance: where cases are late, and who has how much in hand.
namespace qingqian::cases {

/// `SupervisionBodies` of the contract: the departments with open cases in the scope of the right
/// `supervise`, those with late cases first, the longest late first.
boost::json::object supervised_bodies(store::ReadTx& tx, const Environment& env,
                                      const records::Actor& reader);

/// `SupervisionOfficers`: the officers who handle cases in departments of that scope (in one, where `body`, a
/// code, is not empty), and what each has in hand; the cases that nobody has, by department. `invalid_input`
/// for an unknown department.
base::Result<boost::json::object> supervised_officers(store::ReadTx& tx, const Environment& env,
                                                      const records::Actor& reader, std::string_view body);

/// `ComplaintPage` as JSON text: the late cases of that scope that one department has (`body`, a code; empty:
/// all), the longest late first, some fifty at a time. `invalid_input` for an unknown department or a broken
/// cursor.
base::Result<std::string> late_cases(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                     std::string_view body, std::string_view after);

/// Whether a workflow lets the reader put cases into others' hands (改派).
bool may_reassign(const Environment& env, const records::Actor& reader);

/// Whether `body` is the reader's or stands below it, so that he oversees its people.
bool oversees(const Environment& env, const records::Actor& reader, std::int64_t body);

}  // namespace qingqian::cases
