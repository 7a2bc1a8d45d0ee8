#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

/// Cases that have to do with one another: repeated complaints (重复投诉), links, and a debtor's record.
namespace qingqian::cases {

/// An earlier or later case of the same parties, and what else is the same.
struct Similar {
    records::Complaint complaint;
    /// contract_number, contract_sum; none of both: only the parties are the same.
    std::vector<std::string> same;
};

/// Cases of the same complainant against the same respondent that the reader may see, those about the same
/// contract first, then newest first; at most 20. A complainant sees those alone that he filed with the very
/// secret of this case, since anybody may type another firm's credit code.
std::vector<Similar> similar_cases(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                   const records::Complaint& complaint);

/// `SimilarCase` each: the cases about the same contract that the same person filed before this one. Shown to
/// him with the answer to his filing.
boost::json::array earlier_json(store::ReadTx& tx, const Environment& env, const records::Actor& actor,
                                const records::Complaint& complaint);

/// `Related`: similar cases, links, the call and the platform the case came from; as the reader may see them.
base::Result<boost::json::object> read_related(store::ReadTx& tx, const Environment& env,
                                               const records::Actor& reader, std::string_view uid_or_number);

/// `RespondentRecord`: what the cases in the reader's scope say of the respondent of this one, by its credit
/// code: cases, sums, times, the names it had, and a page of the cases. Officers alone.
base::Result<boost::json::object> read_respondent_record(store::ReadTx& tx, const Environment& env,
                                                         const records::Actor& reader,
                                                         std::string_view uid_or_number,
                                                         std::string_view after, std::size_t limit);

/// What an officer knows of a complaint that he is about to take down.
struct Heard {
    std::string complainant_code;
    std::string respondent_code;
    std::string contract_number;
};

/// `Duplicates`: the cases in the reader's scope against this respondent, newest first, at most 10, and how
/// many there are; before them those of the same complainant, with what else is the same, at most 20. Empty
/// for a respondent whose code is none.
boost::json::object duplicates_json(store::ReadTx& tx, const Environment& env, const records::Actor& reader,
                                    const Heard& heard);

}  // namespace qingqian::cases
