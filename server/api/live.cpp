#include "live.hpp"

#include "api/access.hpp"
#include "api/live_hub.hpp"
#include "api/route.hpp"
#include "cases/access.hpp"
#include "store/live_feed.hpp"

namespace qingqian::api::live {
namespace {

using Shown = base::Result<http::Response>;

constexpr std::size_t longest_id = 200;

http::Response head() {
    http::Response response;
    response.set("Content-Type", "text/event-stream; charset=utf-8");
    // Proxies that gather what they pass on would hold events back.
    response.set("X-Accel-Buffering", "no");
    response.body = std::string();
    return response;
}

/// The browser's own header, or `after` where the page has begun a new line itself.
std::string last_id(const http::RequestHead& head) {
    const auto sent = head.field("Last-Event-ID");
    const auto id = sent ? std::string(*sent) : std::string(head.query_value("after").value_or(""));
    return id.size() <= longest_id ? id : std::string("-");
}

void listen(const Services& services, const std::shared_ptr<http::Exchange>& exchange) {
    const auto* principal = exchange->context_as<identity::Principal>();
    if (principal == nullptr || principal->token_hash.empty())
        return void(exchange->respond(base::problem("unauthenticated")));
    if (exchange->head.method == "HEAD") return void(exchange->respond(head()));
    auto& hub = services.live;
    if (!hub.take_place(principal->token_hash))
        return void(exchange->respond(base::problem("overloaded", {{"seconds", "10"}})));
    const auto name = hub.next_name();
    http::StreamRules rules;
    rules.closed = [&hub, name, token = principal->token_hash] { hub.closed(name, token); };
    auto stream = exchange->stream(head(), std::move(rules));
    if (stream) hub.add(name, std::move(stream), *principal, last_id(exchange->head));
}

http::Route listen_route(const Services& services) {
    http::Route route;
    route.method = "GET";
    route.pattern = "/api/v1/live";
    route.produces = "text/event-stream";
    route.admit = admission(services, signed_in, false, false);
    route.handle = [&services](const std::shared_ptr<http::Exchange>& exchange) {
        listen(services, exchange);
    };
    return route;
}

Shown note(store::ReadTx& tx, const Call& call, bool open) {
    const auto complaint = cases::find_visible(tx, call.environment(), call.actor(), call.id());
    if (!complaint) return std::unexpected(complaint.error());
    call.services().live.present(*complaint, store::live_feed::bodies_of(tx, complaint->id), call.actor(),
                                 call.principal.login, open);
    return http::no_content();
}

Shown come(store::ReadTx& tx, const Call& call) {
    return note(tx, call, true);
}

Shown go(store::ReadTx& tx, const Call& call) {
    return note(tx, call, false);
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(listen_route(services));
    auto coming = read("/api/v1/complaints/{id}/presence", queue_readers, come);
    coming.method = "PUT";
    auto going = read("/api/v1/complaints/{id}/presence", queue_readers, go);
    going.method = "DELETE";
    router.add(make(services, std::move(coming)));
    router.add(make(services, std::move(going)));
}

}  // namespace qingqian::api::live
