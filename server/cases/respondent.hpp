#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"
#include "workflow/decide.hpp"

/// The respondent's side of a case (被投诉人): how it comes in, and what it sees.
namespace qingqian::cases {

/// Gives the respondent a code where a decision sets it a term to answer (inquiry, 督办书 …): kept as a hash,
/// in the place of an earlier one, and put as {access_code} into the notices that go to the respondent alone.
/// Yields the code in clear, for whoever hands the letter over; empty when none was given out.
std::string let_respondent_in(store::WriteTx& tx, const workflow::Definition& definition,
                              workflow::Decision& decision);

/// `Complaint` as its respondent sees it: the parties' names, contracts and sums, what it was asked and until
/// when, what it sent itself, and what it may do. Never the complaint letter, its texts, files or contacts
/// (条例第二十五条第五款).
boost::json::object respondent_json(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                    const records::Complaint& complaint);

}  // namespace qingqian::cases
