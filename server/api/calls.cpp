#include "calls.hpp"

#include <algorithm>

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "cases/calls.hpp"
#include "cases/reveal.hpp"
#include "cases/view.hpp"

namespace qingqian::api::calls {
namespace {

using Shown = base::Result<http::Response>;
using store::calls::Query;
using Faults = std::vector<base::FieldFault>;
using Document = boost::json::value;

/// The last day of a question is part of it.
constexpr base::UtcMillis one_day = 24LL * 3600 * 1000;

void take_kind(Query& query, const std::string& value, Faults& faults) {
    const auto& known = store::calls::kinds();
    if (std::ranges::find(known, value) == known.end()) {
        faults.push_back(base::fault("/kind", "not_a_choice"));
    } else {
        query.kinds = {value};
    }
}

/// What a question may be made of: figures show every kind, and only lists have pages.
enum class Asked { figures, count, list };

void take_filter(const Call& call, Query& query, const std::string& name, const std::string& value,
                 Asked asked, Faults& faults) {
    if (asked != Asked::figures && name == "kind") {
        take_kind(query, value, faults);
    } else if (asked != Asked::figures && name == "converted") {
        query.converted = read_flag(name, value, faults);
    } else if (name == "mine") {
        if (read_flag(name, value, faults).value_or(false)) query.officer = call.actor().officer;
    } else if (name == "from") {
        query.from = read_day(name, value, faults).value_or(0);
    } else if (name == "until") {
        query.until = read_day(name, value, faults).value_or(0) + one_day;
    } else if (asked == Asked::list && name == "after") {
        query.after = read_after(value, faults).value_or("");
    } else if (asked == Asked::list && name == "limit") {
        query.limit = read_limit(value, faults).value_or(query.limit);
    } else {
        unknown_filter(name, faults);
    }
}

base::Result<Query> question(const Call& call, Asked asked) {
    Query query;
    Faults faults;
    for (const auto& [name, value] : call.head().query) take_filter(call, query, name, value, asked, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    cases::narrow(call.environment(), call.actor(), query);
    return query;
}

Shown list(store::ReadTx& tx, const Call& call) {
    const auto query = question(call, Asked::list);
    if (!query) return std::unexpected(query.error());
    const auto page = store::calls::list(tx, *query);
    if (!page) return std::unexpected(page.error());
    return answer(200, cases::call_page_json(tx, call.environment(), *page));
}

Shown count(store::ReadTx& tx, const Call& call) {
    const auto query = question(call, Asked::count);
    if (!query) return std::unexpected(query.error());
    return answer(200, {{"count", store::calls::count(tx, *query)}});
}

Shown figures(store::ReadTx& tx, const Call& call) {
    const auto query = question(call, Asked::figures);
    if (!query) return std::unexpected(query.error());
    return answer(200, cases::call_figures_json(tx, call.environment(), call.actor(), *query));
}

Shown read(store::ReadTx& tx, const Call& call) {
    const auto found = cases::find_call(tx, call.environment(), call.actor(), call.place("call"));
    if (!found) return std::unexpected(found.error());
    const bool masked = found->officer != call.actor().officer;
    return answer(200, cases::call_json(tx, call.environment(), *found, masked));
}

base::Result<Document> enter(store::WriteTx& tx, const Call& call, const cases::NewCall& input) {
    return cases::idempotent_json(tx, call.key(), [&]() -> base::Result<Document> {
        const auto entered = cases::register_call(tx, call.environment(), call.actor(), input);
        if (!entered) return std::unexpected(entered.error());
        return Document(cases::call_json(tx, call.environment(), *entered));
    });
}

http::Response show_entered(const Call&, const Document& document) {
    auto response = answer(201, document);
    response.set("Location", "/api/v1/calls/" + std::string(document.at("uid").as_string()));
    return response;
}

base::Result<boost::json::object> reveal(store::WriteTx& tx, const Call& call, const cases::Reveal& reveal) {
    return cases::reveal_call(tx, call.environment(), call.actor(), call.place("call"), reveal,
                              call.services().settings.node);
}

http::Response show_revealed(const Call&, const boost::json::object& document) {
    return answer(200, document);
}

base::Result<Any> convert(store::WriteTx& tx, const Call& call, const void*) {
    auto filed = cases::idempotent(tx, call.key(), [&] {
        return cases::convert_call(tx, call.environment(), call.actor(), call.place("call"));
    });
    if (!filed) return std::unexpected(std::move(filed.error()));
    return std::make_shared<const records::Complaint>(std::move(filed->complaint));
}

http::Response show_converted(const Call&, const void* result) {
    const auto& complaint = *static_cast<const records::Complaint*>(result);
    auto response = answer(201, cases::ref_json(complaint), complaint);
    response.set("Location", "/api/v1/complaints/" + complaint.uid);
    return response;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    auto entering = write("POST", "/api/v1/calls", registrars, enter, show_entered);
    entering.creates = true;
    router.add(make(services, std::move(entering)));
    router.add(make(services, api::read("/api/v1/calls", registrars, list)));
    router.add(make(services, api::read("/api/v1/calls/count", registrars, count)));
    router.add(make(services, api::read("/api/v1/calls/figures", registrars, figures)));
    router.add(make(services, api::read("/api/v1/calls/{call}", registrars, read)));
    router.add(
        make(services, write("POST", "/api/v1/calls/{call}/reveal", registrars, reveal, show_revealed)));
    WriteRow converting{.method = "POST", .pattern = "/api/v1/calls/{call}/complaint", .access = registrars};
    converting.creates = true;
    converting.work = convert;
    converting.render = show_converted;
    router.add(make(services, std::move(converting)));
}

}  // namespace qingqian::api::calls
