#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "cases/receipt.hpp"
#include "records/body.hpp"
#include "records/complaint.hpp"
#include "store/store.hpp"

namespace qingqian::cases {

/// A step as the API takes it (`Transition` of the contract).
struct Transition {
    std::string action;
    std::optional<boost::json::object> input;
};

/// What became of a step: the case row and its new event; the receipt when the complaint was received by it.
struct Performed {
    records::Complaint complaint;
    records::Event event;
    std::optional<Receipt> receipt;
    std::string access_code;   ///< the respondent's, in clear this once; empty when none was given out
    std::string draft;         ///< uid of the draft of a new case on new facts; empty when none was begun
    std::string draft_secret;  ///< what opens it, in clear this once; empty for an officer's draft
};

/// THE one way to change a case. Loads it, asks `workflow::decide`, and writes what it decided in the
/// caller's transaction: the case row (revision + 1), the event with its salted values, the clocks and
/// timers, and the messages. Wakes the dispatcher after the durable commit.
///
/// `expected_revision` is the If-Match; `system` may leave it out. Refuses with `complaint_not_found` (404),
/// `stale` (412, the case as the actor sees it in `current`), and everything `decide` refuses
/// (`action_not_possible`, `action_already_done`, `action_unknown`, `wrong_role`, `wrong_body`,
/// `invalid_input`).
///
/// `submit` and `resubmit` take `{"declarations": [{code, version}]}` and check the form whole; the number
/// and the receipt code are given out at the first receipt.
base::Result<Performed> perform(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                std::string_view uid_or_number, std::optional<std::int64_t> expected_revision,
                                std::string_view action, const boost::json::object& input);

// clang-format off
BOOST_DESCRIBE_STRUCT(Transition, (), (action, input))
// clang-format on

constexpr auto bounds_of(const Transition*) {
    return std::array{base::Bound{"action", 1, 40}};
}

}  // namespace qingqian::cases
