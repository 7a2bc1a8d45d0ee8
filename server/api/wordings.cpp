#include "wordings.hpp"

#include "api/access.hpp"
#include "api/route.hpp"
#include "cases/wordings.hpp"

namespace qingqian::api::wordings {
namespace {

using Shown = base::Result<http::Response>;
using cases::WordingSaved;
using store::wordings::Key;
using store::wordings::Table;

Shown shown(base::Result<boost::json::object> view) {
    if (!view) return std::unexpected(std::move(view.error()));
    return answer(200, std::move(*view));
}

Key wording_key(const Call& call) {
    return {std::string(call.place("event")), std::string(call.place("voice")),
            std::string(call.place("language"))};
}
Key route_key(const Call& call) {
    return {std::string(call.place("event")), std::string(call.place("audience")), {}};
}
Key template_key(const Call& call) {
    return {std::string(call.place("event")), std::string(call.place("provider")),
            std::string(call.place("language"))};
}

Shown overview(store::ReadTx& tx, const Call& call) {
    auto shown = cases::wordings_json(tx, call.environment());
    boost::json::array providers;
    for (const auto& provider : call.services().settings.sms) providers.emplace_back(provider.name);
    shown["providers"] = std::move(providers);
    return answer(200, std::move(shown));
}

Shown one_event(store::ReadTx& tx, const Call& call) {
    return shown(cases::wording_event_json(tx, call.environment(), call.place("event")));
}

Shown wording_versions(store::ReadTx& tx, const Call& call) {
    return shown(cases::versions_json(tx, Table::wordings, wording_key(call)));
}
Shown route_versions(store::ReadTx& tx, const Call& call) {
    return shown(cases::versions_json(tx, Table::routes, route_key(call)));
}
Shown template_versions(store::ReadTx& tx, const Call& call) {
    return shown(cases::versions_json(tx, Table::templates, template_key(call)));
}

// In force for this node with the commit; others follow at their next look.
base::Result<WordingSaved> in_force(store::WriteTx& tx, const Call& call, base::Result<WordingSaved> saved) {
    if (!saved) return saved;
    tx.after_commit(
        [&source = call.services().environment,
         next = cases::load_environment(tx, call.environment().settings)] { source.replace(next); });
    return saved;
}

base::Result<WordingSaved> put_wording(store::WriteTx& tx, const Call& call,
                                       const cases::WordingChange& change) {
    return in_force(tx, call,
                    cases::save_wording(tx, call.environment(), call.actor(), wording_key(call), change));
}
base::Result<WordingSaved> put_route(store::WriteTx& tx, const Call& call, const cases::RouteChange& change) {
    return in_force(tx, call,
                    cases::save_route(tx, call.environment(), call.actor(), route_key(call), change));
}
base::Result<WordingSaved> put_template(store::WriteTx& tx, const Call& call,
                                        const cases::TemplateChange& change) {
    return in_force(tx, call,
                    cases::save_template(tx, call.environment(), call.actor(), template_key(call), change));
}

template <Table table>
http::Response show_saved(const Call&, const WordingSaved& saved) {
    return answer(200, cases::saved_json(table, saved));
}

base::Result<boost::json::object> try_out(store::ReadTx& tx, const Request& request,
                                          const cases::WordingTrial& trial) {
    const auto principal = authorise(tx, request, administrators);
    if (!principal) return std::unexpected(principal.error());
    return cases::preview_wording(tx, *request.environment, wording_key(Call{request, *principal}), trial);
}

/// A question with a body: nothing is written, so it is no unit of work.
http::Route preview_route(const Services& services) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/api/v1/wordings/{event}/{voice}/{language}/preview";
    route.body = http::BodyKind::json;
    route.max_body = services.settings.max_json;
    route.admit = admission(services, administrators, false, false);
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        const auto value = base::parse_json(exchange->body);
        if (!value) return void(exchange->respond(value.error()));
        auto trial = base::decode<cases::WordingTrial>(*value);
        if (!trial) return void(exchange->respond(trial.error()));
        const auto request = request_of(services, exchange, false);
        services.store.read<boost::json::object>(
            [request, trial = std::move(*trial)](store::ReadTx& tx) { return try_out(tx, *request, trial); },
            [exchange](base::Result<boost::json::object> result) {
                if (!result) return void(exchange->respond(result.error()));
                exchange->respond(answer(200, std::move(*result)));
            });
    };
    return route;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    const std::string wording = "/api/v1/wordings/{event}/{voice}/{language}";
    const std::string route = "/api/v1/message-routes/{event}/{audience}";
    const std::string carrier = "/api/v1/carrier-templates/{event}/{provider}/{language}";
    router.add(make(services, read("/api/v1/wordings", administrators, overview)));
    router.add(make(services, read("/api/v1/wordings/{event}", administrators, one_event)));
    router.add(make(services, read(wording + "/versions", administrators, wording_versions)));
    router.add(make(services, read(route + "/versions", administrators, route_versions)));
    router.add(make(services, read(carrier + "/versions", administrators, template_versions)));
    router.add(preview_route(services));
    router.add(make(services, act("set_wording", write("PUT", wording, administrators, put_wording,
                                                       show_saved<Table::wordings>))));
    router.add(make(services, act("set_route", write("PUT", route, administrators, put_route,
                                                     show_saved<Table::routes>))));
    router.add(make(services, act("set_template", write("PUT", carrier, administrators, put_template,
                                                        show_saved<Table::templates>))));
}

}  // namespace qingqian::api::wordings
