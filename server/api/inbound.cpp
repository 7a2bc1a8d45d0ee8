#include "inbound.hpp"

#include <algorithm>

#include "api/access.hpp"
#include "api/hooks.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "base/log.hpp"
#include "cases/access.hpp"
#include "cases/inbound.hpp"
#include "http/response.hpp"
#include "notifier/inbound/sms.hpp"
#include "store/inbound.hpp"

namespace qingqian::api::inbound {
namespace {

using Shown = base::Result<http::Response>;
using store::inbound::Query;
using Document = boost::json::value;

constexpr std::size_t longest_text = 10'000;  // bytes; carriers join at most ten parts of 153 or 67

http::Response twiml(const std::string& answer) {
    auto response = http::text(200, notifier::inbound::twiml(answer));
    response.set("Content-Type", "text/xml; charset=utf-8");
    return response;
}

bool is_number(std::string_view text) {
    return text.size() >= 4 && text.size() <= 16 &&
           std::ranges::all_of(text.substr(text.starts_with('+') ? 1 : 0),
                               [](char c) { return c >= '0' && c <= '9'; });
}

void sms_incoming(const Services& services, std::shared_ptr<http::Exchange> exchange) {
    const auto fields = notifier::channels::parse_form(exchange->body);
    if (!hooks::is_signed(services.settings, exchange->head, fields)) {
        base::log(base::LogLevel::warning, "sms_with_bad_signature");
        return void(exchange->respond(base::problem("bad_signature")));
    }
    cases::inbound::Sms sms{hooks::value_of(fields, "MessageSid"), hooks::value_of(fields, "From"),
                            hooks::value_of(fields, "Body").substr(0, longest_text),
                            hooks::value_of(fields, "OptOutType")};
    if (sms.sid.empty() || sms.sid.size() > 64 || !is_number(sms.sender))
        return void(exchange->respond(base::problem("malformed_request")));
    const auto environment = services.environment.get();
    services.store.write<std::string>(
        [environment, sms](store::WriteTx& tx) { return cases::inbound::take_sms(tx, *environment, sms); },
        [exchange](base::Result<std::string> answer) {
            // What was not kept is refused, so that the carrier hands it over again.
            if (!answer) return void(exchange->respond(answer.error()));
            exchange->respond(twiml(*answer));
        });
}

http::Route hook(const Services& services) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/hooks/twilio/incoming";
    route.body = http::BodyKind::form;
    route.produces.clear();
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        sms_incoming(services, std::move(exchange));
    };
    return route;
}

struct Asked {
    Query query;
    std::string complaint;
};

base::Result<Asked> question(const Call& call, bool paged) {
    Asked asked;
    std::vector<base::FieldFault> faults;
    for (const auto& [name, value] : call.head().query) {
        if (name == "state") {
            const auto& known = store::inbound::states();
            if (std::ranges::find(known, value) == known.end()) {
                faults.push_back(base::fault("/state", "not_a_choice"));
            } else {
                asked.query.states = {value};
            }
        } else if (name == "complaint") {
            asked.complaint = value;
        } else if (paged && name == "after") {
            asked.query.after = read_after(value, faults).value_or("");
        } else if (paged && name == "limit") {
            asked.query.limit = read_limit(value, faults).value_or(asked.query.limit);
        } else {
            unknown_filter(name, faults);
        }
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    asked.query.body = call.actor().body == 0 ? -1 : call.actor().body;
    return asked;
}

/// Resolves the case that is asked about; whoever sees it sees what came for it.
base::Result<Query> resolved(store::ReadTx& tx, const Call& call, bool paged) {
    auto asked = question(call, paged);
    if (!asked) return std::unexpected(std::move(asked.error()));
    if (!asked->complaint.empty()) {
        const auto complaint = cases::find_visible(tx, call.environment(), call.actor(), asked->complaint);
        if (!complaint) return std::unexpected(complaint.error());
        asked->query.complaint = complaint->id;
    }
    return std::move(asked->query);
}

Shown list(store::ReadTx& tx, const Call& call) {
    const auto query = resolved(tx, call, true);
    if (!query) return std::unexpected(query.error());
    const auto page = store::inbound::list(tx, *query);
    if (!page) return std::unexpected(page.error());
    return answer(200, cases::inbound::page_json(tx, *page));
}

Shown count(store::ReadTx& tx, const Call& call) {
    const auto query = resolved(tx, call, false);
    if (!query) return std::unexpected(query.error());
    return answer(200, {{"count", store::inbound::count(tx, *query)}});
}

Shown read(store::ReadTx& tx, const Call& call) {
    const auto found = cases::inbound::find(tx, call.environment(), call.actor(), call.place("inbound"));
    if (!found) return std::unexpected(found.error());
    return answer(200, cases::inbound::json_of(tx, *found, false));
}

struct Assignment {
    std::string complaint;
};
BOOST_DESCRIBE_STRUCT(Assignment, (), (complaint))
constexpr auto bounds_of(const Assignment*) {
    return std::array{base::Bound{"complaint", 1, 64}};
}

base::Result<Document> assign(store::WriteTx& tx, const Call& call, const Assignment& input) {
    return cases::idempotent_json(tx, call.key(), [&]() -> base::Result<Document> {
        const auto done = cases::inbound::assign(tx, call.environment(), call.actor(), call.place("inbound"),
                                                 input.complaint);
        if (!done) return std::unexpected(done.error());
        if (!done->files.empty()) tx.after_commit([&scanner = call.services().scanner] { scanner.wake(); });
        return Document(cases::inbound::json_of(tx, *done, false));
    });
}

base::Result<Any> set_aside(store::WriteTx& tx, const Call& call, const void*) {
    auto done = cases::idempotent_json(tx, call.key(), [&]() -> base::Result<Document> {
        const auto aside =
            cases::inbound::set_aside(tx, call.environment(), call.actor(), call.place("inbound"));
        if (!aside) return std::unexpected(aside.error());
        return Document(cases::inbound::json_of(tx, *aside, false));
    });
    if (!done) return std::unexpected(std::move(done.error()));
    return std::make_shared<const Document>(std::move(*done));
}

http::Response show(const Call&, const Document& document) {
    return answer(200, document);
}
http::Response show_aside(const Call&, const void* result) {
    return answer(200, *static_cast<const Document*>(result));
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(hook(services));
    router.add(make(services, api::read("/api/v1/inbound", registrars, list)));
    router.add(make(services, api::read("/api/v1/inbound/count", registrars, count)));
    router.add(make(services, api::read("/api/v1/inbound/{inbound}", registrars, read)));
    auto assigning = write("POST", "/api/v1/inbound/{inbound}/assign", registrars, assign, show);
    assigning.creates = true;
    router.add(make(services, std::move(assigning)));
    WriteRow aside{.method = "POST", .pattern = "/api/v1/inbound/{inbound}/set-aside", .access = registrars};
    aside.creates = true;
    aside.work = set_aside;
    aside.render = show_aside;
    router.add(make(services, std::move(aside)));
}

}  // namespace qingqian::api::inbound
