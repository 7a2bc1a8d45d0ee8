#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "cases/file.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

/// Complaints that other platforms (12345, 96611, the national platform) send in, and the way back to them.
namespace qingqian::cases {

/// What a platform sends (`NewIntake` of the contract).
struct NewIntake {
    std::string source_number;  ///< the platform's own number
    boost::json::object form;   ///< as far as it is known
    std::optional<std::string>
        summary;  ///< what the platform wrote down; needed where the form is incomplete
    std::optional<std::vector<Declaration>> declarations;
    std::optional<std::string> language;
};

/// What became of it: a case with its receipt; or, while something is missing, a line of the register of
/// calls from which the desk makes a case.
struct TakenIn {
    std::string source_number;
    std::optional<records::Complaint> complaint;
    std::optional<Receipt> receipt;
    std::string call;                       ///< uid of the line; empty when a case was made at once
    std::vector<base::FieldFault> missing;  ///< what a complete complaint would still need
};

/// Takes in what `platform` sends, by an account with the right `register`: registered as `forwarded` (T02)
/// in nobody's hands. `content_hash` is the SHA-256 of what was sent: the same number with the same content
/// answers with what became of it and changes nothing; with other content it is `source_number_used` (409).
/// Refuses with `invalid_input` (a form that breaks a bound, or is incomplete without a summary) and
/// `forbidden`.
base::Result<TakenIn> take_in(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                              std::string_view platform, const NewIntake& input,
                              std::string_view content_hash);

/// `TakenIn` of the contract.
boost::json::object taken_in_json(const Environment& env, const TakenIn& taken, base::UtcMillis now);

/// Puts event `seq` of a case on the way back to the platform that sent it in; nothing for other cases.
void feed_source(store::WriteTx& tx, const records::Complaint& complaint, std::int64_t seq);

/// `IntakeEvents`: what happened to a platform's cases behind `after`, as their complainants see it.
base::Result<boost::json::object> read_intake_events(store::ReadTx& tx, const Environment& env,
                                                     std::string_view platform, std::string_view after,
                                                     std::size_t limit);

// clang-format off
BOOST_DESCRIBE_STRUCT(NewIntake, (), (source_number, form, summary, declarations, language))
// clang-format on

constexpr auto bounds_of(const NewIntake*) {
    return std::array{base::Bound{"source_number", 1, 64}, base::Bound{"summary", 2, 4000},
                      base::Bound{"declarations", 0, 20}, base::Bound{"language", 2, 5}};
}

}  // namespace qingqian::cases
