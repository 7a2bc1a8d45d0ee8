#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "cases/perform.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

namespace qingqian::cases {

/// The heart of `perform`, for a case already loaded (or just inserted) and found visible: decides and
/// writes. `input_pointer` is where `input` stands in the request's body, "/input" or "". `checked`: the
/// case's contacts, where form, contacts and declarations were checked for submission and written in this
/// very transaction; they are not read and checked again.
base::Result<Performed> take_step(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                  const records::Complaint& complaint, std::string_view action,
                                  const boost::json::object& input, std::string_view input_pointer,
                                  std::optional<std::vector<records::Contact>> checked = std::nullopt);

/// The form of a case as an object, contacts merged in.
boost::json::object whole_form(store::ReadTx& tx, const Environment& env,
                               const records::Complaint& complaint);

/// The receipt that the event `seq` gave out, as its history tells it; without the code and what was missing.
Receipt receipt_at(store::ReadTx& tx, const records::Complaint& complaint, std::int64_t seq);

/// The digests of a complaint's form and contacts as its history keeps them.
boost::json::object filing_digest(const records::Complaint& complaint,
                                  const std::vector<records::Contact>& contacts);

/// A clock's change as its history keeps it: everything from which its dates can be derived again.
boost::json::object clock_note(const workflow::ClockChange& change);

}  // namespace qingqian::cases
