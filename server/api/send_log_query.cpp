#include "send_log_query.hpp"

#include <algorithm>
#include <array>

#include "api/list_query.hpp"
#include "base/decode.hpp"
#include "notifier/catalogue.hpp"

namespace qingqian::api::send_log {
namespace {

using Faults = std::vector<base::FieldFault>;
using store::send_log::Query;

constexpr std::array<std::string_view, 12> states{
    store::send_log::dead, "queued",  "claimed", "accepted", "sent", "delivered", "held", "failed",
    "undelivered",         "unknown", "skipped", "replaced"};
constexpr base::UtcMillis one_day = 24LL * 3600 * 1000;
constexpr base::UtcMillis usual_span = 30 * one_day;
constexpr std::size_t longest_name = 40;

void take_choice(std::string& into, std::string_view name, const std::string& value, const auto& choices,
                 Faults& faults) {
    if (std::ranges::find(choices, value) == choices.end()) {
        faults.push_back(base::fault(base::pointer_to("", name), "not_a_choice"));
    } else {
        into = value;
    }
}

bool take_filter(store::ReadTx& tx, Query& query, const std::string& name, const std::string& value,
                 Faults& faults) {
    if (name == "number") {
        cases::take_number(tx, query, value);
    } else if (name == "address") {
        if (!cases::take_address(query, value)) faults.push_back(base::fault("/address", "bad_phone"));
    } else if (name == "channel") {
        take_choice(query.channel, name, value, notifier::channel_names(), faults);
    } else if (name == "state") {
        take_choice(query.state, name, value, states, faults);
    } else if (name == "provider") {
        query.provider = value.substr(0, longest_name);
    } else if (name == "from") {
        query.from = read_day(name, value, faults).value_or(0);
    } else if (name == "until") {
        query.until = read_day(name, value, faults).value_or(0) + one_day;
    } else {
        return false;
    }
    return true;
}

}  // namespace

base::Result<cases::LogReader> question(store::ReadTx& tx, const Call& call, Asked asked) {
    auto reader = cases::log_reader(call.environment(), call.actor());
    auto& query = reader.query;
    Faults faults;
    for (const auto& [name, value] : call.head().query) {
        if (take_filter(tx, query, name, value, faults)) continue;
        if (asked == Asked::list && name == "after") {
            query.after = read_after(value, faults).value_or("");
        } else if (asked == Asked::list && name == "limit") {
            query.limit = read_limit(value, faults).value_or(query.limit);
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    const bool narrow = query.complaint != 0 || !query.address.empty();
    if (query.from == 0 && !narrow) query.from = std::max<base::UtcMillis>(tx.now() - usual_span, 1);
    return reader;
}

}  // namespace qingqian::api::send_log
