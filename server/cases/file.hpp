#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "cases/form.hpp"
#include "cases/receipt.hpp"
#include "cases/step.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// A complaint as the API takes it (`NewComplaint` of the contract).
struct NewComplaint {
    boost::json::object form;
    std::optional<std::string> workflow;  ///< complaint where none is named
    std::optional<bool> submit;
    std::optional<std::vector<Declaration>> declarations;
    std::optional<std::string> language;  ///< zh-CN or en
    std::optional<std::string> channel;   ///< other than web only for officers (T02)
};

/// A saved draft (`DraftChange` of the contract).
struct DraftChange {
    boost::json::object form;
    std::optional<std::string> language;
};

/// What became of a filing: `receipt` when it was submitted, and then the same person's earlier cases about
/// the same contract (`SimilarCase` each).
struct Filed {
    records::Complaint complaint;
    std::optional<Receipt> receipt;
    boost::json::array earlier{};
};

/// A complaint whose form was checked and taken apart; everything of a filing that needs no database.
struct PreparedFiling {
    bool submit = false;
    records::Complaint complaint;  ///< form, its columns, language and channel
    NewCase parts;
    boost::json::object declared;  ///< input of the step: the declarations as ticked
};

/// Checks a new complaint. `draft_secret` binds the case to an anonymous complainant and is required of him
/// (`draft_secret_required`). Refuses with `invalid_input` naming every fault, and with `forbidden` for an
/// officer without the right `register`.
base::Result<PreparedFiling> prepare(const Environment& env, const records::Actor& actor,
                                     const NewComplaint& input, std::string_view draft_secret,
                                     base::UtcMillis now);

/// Begins a draft, or files at once (T01; T02 by an officer with the right `register`). Refuses with what
/// `perform` refuses, and as `prepare` where the actor is not who he was then. Source: 暂行办法第四条;
/// law-and-practice a.2.
base::Result<Filed> file(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                         const PreparedFiling& prepared, std::string_view draft_secret);

/// Both in one.
base::Result<Filed> file(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                         const NewComplaint& input, std::string_view draft_secret = {});

/// Saves the form of a draft, or of a case sent back for supplement, and raises the revision.
///
/// `stale` (412, with `current`) when `expected_revision` is not the case's; `not_a_draft` (409) in other
/// states; `invalid_input`; `complaint_not_found`. Not an event of the case.
base::Result<records::Complaint> save_draft(store::WriteTx& tx, const Environment& env,
                                            const records::Actor& actor, std::string_view uid_or_number,
                                            std::int64_t expected_revision, const DraftChange& input);

// clang-format off
BOOST_DESCRIBE_STRUCT(Declaration, (), (code, version))
BOOST_DESCRIBE_STRUCT(NewComplaint, (), (form, workflow, submit, declarations, language, channel))
BOOST_DESCRIBE_STRUCT(DraftChange, (), (form, language))
// clang-format on

constexpr auto bounds_of(const Declaration*) {
    return std::array{base::Bound{"code", 1, 40}, base::Bound{"version", 1}};
}
constexpr auto bounds_of(const NewComplaint*) {
    return std::array{base::Bound{"declarations", 0, 20}, base::Bound{"language", 2, 5},
                      base::Bound{"channel", 1, 20}, base::Bound{"workflow", 1, 40}};
}
constexpr auto bounds_of(const DraftChange*) {
    return std::array{base::Bound{"language", 2, 5}};
}

}  // namespace qingqian::cases
