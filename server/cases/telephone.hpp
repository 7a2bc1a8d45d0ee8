#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "records/message.hpp"
#include "store/store.hpp"

/// What a party could be told on no channel, an officer tells it by telephone (电话告知).
namespace qingqian::cases {

/// How a call went, as the API takes it (`TelephoneCall` of the contract).
struct TelephoneCall {
    std::string result;  ///< told, no_answer, wrong_number
    std::optional<std::string> note;
};

/// Takes up to `limit` rows of `delivery_exhausted` that no officer knows of, and tells whoever has each case
/// in hand that there is a call to make; of what only some may know, the head of the accepting body. How many
/// were taken. Each in a unit of work of its own.
std::size_t take_exhausted(store::Store& store, const Environment& env, std::size_t limit = 100);

/// `TelephoneTaskList`: the calls of a case, with the text to say, codes blotted out. `complaint_not_found`
/// when the reader may not see it; parties see none, officers none about what is restricted (see
/// hidden_events).
base::Result<boost::json::object> telephone_tasks(store::ReadTx& tx, const Environment& env,
                                                  const records::Actor& reader,
                                                  std::string_view uid_or_number);

/// Records a call, with a note in the history. `told` ends the task; otherwise it stays open. Refuses with
/// `telephone_task_not_found` (404), `telephone_task_done` (409), `invalid_input` for a note on a restricted
/// call, and what the action `note` refuses.
base::Result<boost::json::object> record_call(store::WriteTx& tx, const Environment& env,
                                              const records::Actor& actor, std::string_view uid_or_number,
                                              std::string_view task, const TelephoneCall& call);

/// Sends a message again that did not arrive, by decision of an officer who may act on its case, or of an
/// administrator. Refuses with `message_not_found` (404) and `not_resendable` (409).
base::Result<records::Message> send_again(store::WriteTx& tx, const Environment& env,
                                          const records::Actor& actor, std::string_view message_uid);

// clang-format off
BOOST_DESCRIBE_STRUCT(TelephoneCall, (), (result, note))
// clang-format on

constexpr auto bounds_of(const TelephoneCall*) {
    return std::array{base::Bound{"result", 1, 20}, base::Bound{"note", 0, 500}};
}

}  // namespace qingqian::cases
