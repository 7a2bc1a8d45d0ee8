#include "administration.hpp"

#include <boost/json/parse.hpp>
#include <charconv>
#include <filesystem>
#include <memory>

#include "api/access.hpp"
#include "api/list_query.hpp"
#include "api/route.hpp"
#include "cases/bodies.hpp"
#include "cases/people.hpp"
#include "cases/rules_view.hpp"
#include "identity/password.hpp"
#include "store/migrations.hpp"
#include "store/reference.hpp"
#include "store/system_state.hpp"

namespace qingqian::api::administration {
namespace {

namespace json = boost::json;
using Shown = base::Result<http::Response>;

Shown list_officers(store::ReadTx& tx, const Call& call) {
    constexpr std::size_t usual = 100;
    const auto page = read_page(call.head().query, usual);
    if (!page) return std::unexpected(page.error());
    return answer(200, cases::officers_page(tx, call.environment(), page->after, page->limit));
}

/// An account on its way: the password is hashed by a worker before the writer sees it.
struct Saving {
    std::shared_ptr<const Request> request;
    cases::OfficerChange change;
    std::string password_hash{};
};

base::Result<cases::OfficerSaved> save(store::WriteTx& tx, const Saving& saving) {
    const auto principal = authorise(tx, *saving.request, administrators);
    if (!principal) return std::unexpected(principal.error());
    const Call call{*saving.request, *principal};
    return cases::save_officer(tx, call.environment(), call.actor(), call.place("login"), saving.change,
                               saving.password_hash);
}

void store_officer(const std::shared_ptr<const Saving>& saving) {
    saving->request->services.store.write<cases::OfficerSaved>(
        [saving](store::WriteTx& tx) { return save(tx, *saving); },
        [saving](base::Result<cases::OfficerSaved> saved) {
            const auto& exchange = saving->request->exchange;
            exchange->post([exchange, saved = std::move(saved)] {
                if (!saved) return void(exchange->respond(saved.error()));
                exchange->respond(answer(saved->added ? 201 : 200, saved->officer));
            });
        });
}

void begin_saving(const Services& services, const std::shared_ptr<http::Exchange>& exchange) {
    const auto value = base::parse_json(exchange->body);
    if (!value) return void(exchange->respond(value.error()));
    auto change = base::decode<cases::OfficerChange>(*value);
    if (!change) return void(exchange->respond(change.error()));
    const std::string login(exchange->head.parameter("login"));
    const auto saving = std::make_shared<Saving>(request_of(services, exchange, false), std::move(*change));
    if (!saving->change.password) return store_officer(saving);
    auto faults = identity::password_faults("/password", *saving->change.password, login);
    if (!faults.empty()) return void(exchange->respond(base::invalid_input(std::move(faults))));
    const bool taken = services.workers.submit([saving] {
        saving->password_hash = identity::hash_password(*saving->change.password);
        store_officer(saving);
    });
    if (!taken) exchange->respond(base::problem("overloaded"));
}

http::Route officer_route(const Services& services) {
    http::Route route;
    route.method = "PUT";
    route.pattern = "/api/v1/officers/{login}";
    route.body = http::BodyKind::json;
    route.max_body = services.settings.max_json;
    route.admit = admission(services, administrators, false, false);
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        begin_saving(services, exchange);
    };
    return route;
}

/// `BodyFields` of the contract.
struct BodyFields {
    std::optional<std::string> name;
    std::optional<std::string> name_en;
    std::optional<std::string> kind;
    std::optional<std::string> division;
    std::optional<std::string> parent;
    std::optional<std::string> phone;
    std::optional<std::string> prefix;
    std::optional<std::string> closed_on;
};
BOOST_DESCRIBE_STRUCT(BodyFields, (), (name, name_en, kind, division, parent, phone, prefix, closed_on))

base::Result<bool> save_body(store::WriteTx& tx, const Call& call, const BodyFields& fields) {
    const std::string code(call.place("code"));
    auto saved = cases::set_body(tx, {.code = code,
                                      .name = fields.name,
                                      .name_en = fields.name_en,
                                      .kind = fields.kind,
                                      .division = fields.division,
                                      .parent = fields.parent,
                                      .phone = fields.phone,
                                      .prefix = fields.prefix,
                                      .closed_on = fields.closed_on});
    if (!saved) return saved;
    // In force for this node with the commit; others follow at their next look.
    tx.after_commit(
        [&source = call.services().environment,
         next = cases::load_environment(tx, call.environment().settings)] { source.replace(next); });
    return saved;
}

http::Response body_saved(const Call& call, const bool& added) {
    return answer(added ? 201 : 200, {{"code", call.place("code")}, {"added", added}});
}

Shown routing(store::ReadTx& tx, const Call& call) {
    return answer(200, cases::routing_json(call.environment(), base::legal_day(tx.now())));
}

Shown terms(store::ReadTx& tx, const Call& call) {
    return answer(200, cases::terms_json(call.environment(), base::legal_day(tx.now())));
}

Shown calendar_days(store::ReadTx& tx, const Call& call) {
    constexpr int first = 2019;
    constexpr int last = 2099;
    const std::chrono::year_month_day today{base::legal_day(tx.now())};
    int year = static_cast<int>(today.year());
    std::vector<base::FieldFault> faults;
    for (const auto& [name, value] : call.head().query) {
        if (name != "year") {
            unknown_filter(name, faults);
            continue;
        }
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), year);
        if (error != std::errc() || end != value.data() + value.size() || year < first || year > last)
            faults.push_back(base::fault("/year", "not_a_choice"));
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return answer(200, cases::year_json(call.environment(), year));
}

base::Result<json::object> try_out(store::ReadTx& tx, const Request& request,
                                   const cases::RoutingTrial& trial) {
    const auto principal = authorise(tx, request, administrators);
    if (!principal) return std::unexpected(principal.error());
    return cases::try_route(*request.environment, trial, base::legal_day(tx.now()));
}

/// A question with a body: nothing is written, so it is no unit of work.
http::Route trial_route(const Services& services) {
    http::Route route;
    route.method = "POST";
    route.pattern = "/api/v1/routing/try";
    route.body = http::BodyKind::json;
    route.max_body = services.settings.max_json;
    route.admit = admission(services, administrators, false, false);
    route.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        const auto value = base::parse_json(exchange->body);
        if (!value) return void(exchange->respond(value.error()));
        auto trial = base::decode<cases::RoutingTrial>(*value);
        if (!trial) return void(exchange->respond(trial.error()));
        const auto request = request_of(services, exchange, false);
        services.store.read<json::object>(
            [request, trial = std::move(*trial)](store::ReadTx& tx) { return try_out(tx, *request, trial); },
            [exchange](base::Result<json::object> result) {
                exchange->post([exchange, result = std::move(result)] {
                    if (!result) return void(exchange->respond(result.error()));
                    exchange->respond(answer(200, *result));
                });
            });
    };
    return route;
}

json::object waiting_json(const store::system_state::Waiting& waiting) {
    json::object out{{"count", waiting.rows}, {"oldest_at", nullptr}};
    if (waiting.oldest != 0) out["oldest_at"] = waiting.oldest;
    return out;
}

json::value disk_json(const std::string& folder) {
    std::error_code error;
    const auto space = std::filesystem::space(folder, error);
    if (folder.empty() || error) return nullptr;
    return json::object{{"free_bytes", static_cast<std::int64_t>(space.available)},
                        {"total_bytes", static_cast<std::int64_t>(space.capacity)}};
}

json::value verified_json(store::ReadTx& tx) {
    const auto stored = store::reference::setting(tx, "audit_verified");
    return stored ? json::parse(*stored) : json::value(nullptr);
}

Shown system(store::ReadTx& tx, const Call& call) {
    const auto& services = call.services();
    const auto& settings = call.environment().settings;
    const auto state = store::system_state::read(tx);
    const auto figures = services.store.figures();
    json::array sms;
    for (const auto& provider : services.settings.sms) {
        if (!provider.name.empty()) sms.emplace_back(provider.name);
    }
    return answer(
        200,
        {{"version", services.settings.version},
         {"province", settings.province},
         {"engine", state.engine},
         {"schema", {{"now", state.schema}, {"newest", store::newest_version()}}},
         {"writable", services.store.writable()},
         {"writes", {{"units", figures.units}, {"commits", figures.commits}, {"waiting", figures.waiting}}},
         {"messages",
          {{"queued", waiting_json(state.queued)},
           {"claimed", waiting_json(state.claimed)},
           {"unknown", waiting_json(state.unknown)},
           {"to_call", state.to_call}}},
         {"timers_behind", waiting_json(state.timers)},
         {"files_unscanned", state.unscanned},
         {"sms_providers", std::move(sms)},
         {"mail", !settings.mail_provider.empty()},
         {"mailbox", services.settings.mailbox},
         {"muted", !settings.mute.empty() || settings.silent},
         {"calendar", call.environment().calendar.version()},
         {"disk", disk_json(services.settings.data_dir)},
         {"audit_verified", verified_json(tx)},
         {"read_at", tx.now()}});
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(make(services, read("/api/v1/officers", administrators, list_officers)));
    router.add(officer_route(services));
    router.add(make(services, act("set_body", write("PUT", "/api/v1/bodies/{code}", administrators, save_body,
                                                    body_saved))));
    router.add(make(services, read("/api/v1/routing", administrators, routing)));
    router.add(trial_route(services));
    router.add(make(services, read("/api/v1/terms", any_officer, terms)));
    router.add(make(services, read("/api/v1/calendars/days", any_officer, calendar_days)));
    router.add(make(services, read("/api/v1/system", administrators, system)));
}

}  // namespace qingqian::api::administration
