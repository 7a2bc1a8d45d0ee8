#pragma once

#include <boost/json/object.hpp>
#include <string>
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

/// What a case that is not stored yet brings along: its form and declarations were checked for submission.
struct NewCase {
    std::vector<records::Contact> contacts;
    boost::json::object digest;        ///< filing_digest of form and contacts
    std::vector<std::string> missing;  ///< kinds of material that the form asks for and nobody has given
};

/// Whether the messages of a step are written with it, or right after it by `tell_untold`: for steps that
/// come by the hundred thousand.
enum class Telling { with_it, after_it };

/// The heart of `perform`, for a case already loaded and found visible: decides and writes. `input_pointer`
/// is where `input` stands in the request's body, "/input" or "". With `fresh` the case has no row yet
/// (id 0): it is inserted as it is after the step, with its contacts.
base::Result<Performed> take_step(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                  const records::Complaint& complaint, std::string_view action,
                                  const boost::json::object& input, std::string_view input_pointer,
                                  const NewCase* fresh = nullptr, Telling telling = Telling::with_it);

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
