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
#include "cases/file.hpp"
#include "records/body.hpp"
#include "records/call.hpp"
#include "store/calls.hpp"
#include "store/store.hpp"

/// The register of calls, visits and letters (电话/来访登记单, document 25 of law-and-practice e).
namespace qingqian::cases {

/// A line as the API takes it (`NewCall` of the contract).
struct NewCall {
    std::string kind;                ///< phone, counter, letter, mail
    std::optional<std::int64_t> at;  ///< when it came; now when it does not say
    std::optional<std::string> caller_name;
    std::optional<std::string> caller_phone;
    std::optional<std::string> firm;
    std::string summary;
    std::optional<std::string> advice;
};

/// Enters a call in the register of the officer's body. Refuses with `invalid_input` (no such kind, a number
/// that is none, a time to come) and `forbidden` without the right `register`.
base::Result<records::Call> register_call(store::WriteTx& tx, const Environment& env,
                                          const records::Actor& actor, const NewCall& input);

/// Narrows a question to what the actor may see: the register of his body, or what he took himself where his
/// right `register` reaches no further.
void narrow(const Environment& env, const records::Actor& actor, store::calls::Query& query);

/// The call if the actor may see it; otherwise `call_not_found` (404).
base::Result<records::Call> find_call(store::ReadTx& tx, const Environment& env, const records::Actor& actor,
                                      std::string_view uid, bool for_update = false);

/// Makes a case of a call: a draft in the officer's hands with everything that is known filled in. The call
/// and, where another platform sent it in, the platform's number point to the case from then on.
/// Refuses with `call_converted` (409) naming the case, and what `file` refuses.
base::Result<Filed> convert_call(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                 std::string_view uid);

/// `Call` of the contract; in lists the number is masked.
boost::json::object call_json(store::ReadTx& tx, const Environment& env, const records::Call& call,
                              std::string_view officer_name, bool masked);
/// The same with the name of the officer looked up.
boost::json::object call_json(store::ReadTx& tx, const Environment& env, const records::Call& call,
                              bool masked = false);
/// `CallPage`.
boost::json::object call_page_json(store::ReadTx& tx, const Environment& env, const store::calls::Page& page);
/// `CallFigures`: the lines of the question by kind, against the cases received in the same time.
boost::json::object call_figures_json(store::ReadTx& tx, const Environment& env, const records::Actor& actor,
                                      store::calls::Query query);

// clang-format off
BOOST_DESCRIBE_STRUCT(NewCall, (), (kind, at, caller_name, caller_phone, firm, summary, advice))
// clang-format on

constexpr auto bounds_of(const NewCall*) {
    return std::array{base::Bound{"kind", 1, 20},        base::Bound{"at", 0},
                      base::Bound{"caller_name", 1, 50}, base::Bound{"caller_phone", 1, 40},
                      base::Bound{"firm", 2, 100},       base::Bound{"summary", 2, 4000},
                      base::Bound{"advice", 1, 4000}};
}

}  // namespace qingqian::cases
