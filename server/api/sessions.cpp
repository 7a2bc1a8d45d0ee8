#include "sessions.hpp"

#include <array>

#include "api/access.hpp"
#include "api/live_hub.hpp"
#include "api/route.hpp"
#include "cases/access.hpp"
#include "cases/view.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"

namespace qingqian::api::sessions {
namespace {

enum class Kind { officer, tracking, respondent };
BOOST_DESCRIBE_ENUM(Kind, officer, tracking, respondent)

/// `NewSession` of the contract.
struct NewSession {
    Kind kind = Kind::officer;
    std::optional<std::string> login;
    std::optional<std::string> password;
    std::optional<std::string> receipt_code;
    std::optional<std::string> credit_code_tail;
};
BOOST_DESCRIBE_STRUCT(NewSession, (), (kind, login, password, receipt_code, credit_code_tail))

constexpr auto bounds_of(const NewSession*) {
    return std::array{base::Bound{"login", 1, 64}, base::Bound{"password", 1, 200},
                      base::Bound{"receipt_code", 1, 40}, base::Bound{"credit_code_tail", 6, 6}};
}

boost::json::array strings(const std::vector<std::string>& texts) {
    boost::json::array array;
    for (const auto& text : texts) array.emplace_back(text);
    return array;
}

/// `Me` of the contract.
boost::json::object me_json(store::ReadTx& tx, const cases::Environment& environment,
                            const identity::Principal& principal, const identity::SessionRules& rules) {
    const auto& actor = principal.actor;
    const bool officer = actor.kind == "officer";
    boost::json::object me{{"kind", actor.kind == "complainant" ? "tracking" : actor.kind},
                           {"name", actor.name},
                           {"login", principal.login},
                           {"body", nullptr},
                           {"roles", strings(actor.roles)},
                           {"rights", boost::json::array()},
                           {"complaint", nullptr},
                           {"represents", boost::json::array()},
                           {"expires_at", principal.expires_at},
                           // What was seen of a session is written from time to time only.
                           {"idle_ms", rules.idle - rules.touch}};
    for (const auto& [right, label] : environment.rights.rights()) {
        if (environment.rights.scope(actor.roles, right) != workflow::Scope::none) {
            me["rights"].get_array().emplace_back(right);
        }
    }
    for (const auto& other : actor.represents)
        me["represents"].get_array().push_back({{"id", other.officer}, {"name", other.name}});
    if (const auto* body = environment.body(actor.body)) me["body"] = cases::body_json(*body);
    if (!officer) {
        const auto complaint = store::complaints::find_by_id(tx, actor.complaint);
        if (complaint) {
            me["complaint"] = complaint->number.empty() ? complaint->uid : complaint->number;
        }
    }
    return me;
}

base::Result<http::Response> me(store::ReadTx& tx, const Call& call) {
    return answer(200, me_json(tx, call.environment(), call.principal, call.services().sign_in.rules()));
}

/// Required members depend on the kind, which the decoder does not know.
base::Result<NewSession> read_input(const std::string& body) {
    const auto value = base::parse_json(body);
    if (!value) return std::unexpected(value.error());
    auto input = base::decode<NewSession>(*value);
    if (!input) return input;
    std::vector<base::FieldFault> faults;
    const auto need = [&](const std::optional<std::string>& member, std::string_view pointer) {
        if (!member) faults.push_back(base::fault(pointer, "required"));
    };
    if (input->kind == Kind::officer) {
        need(input->login, "/login");
        need(input->password, "/password");
    } else {
        need(input->receipt_code, "/receipt_code");
        // Which respondents have one that is known only the case says.
        if (input->kind == Kind::tracking) need(input->credit_code_tail, "/credit_code_tail");
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return input;
}

/// 201 with who has come in, and the cookie.
void welcome(const Services& services, const std::shared_ptr<http::Exchange>& exchange,
             identity::OpenedSession opened) {
    services.store.read<http::Response>(
        [&services, opened = std::move(opened)](store::ReadTx& tx) -> base::Result<http::Response> {
            const auto& rules = services.sign_in.rules();
            const auto principal = identity::find_principal(tx, opened.session.token_hash, rules);
            if (!principal) return base::refuse("unauthenticated");
            auto response = answer(201, me_json(tx, *services.environment.get(), *principal, rules));
            response.set("Set-Cookie",
                         identity::session_cookie(opened.token, services.settings.secure_cookies, rules));
            return response;
        },
        [exchange](base::Result<http::Response> result) {
            if (result) {
                exchange->respond(std::move(*result));
            } else {
                exchange->respond(result.error());
            }
        });
}

void sign_in(const Services& services, std::shared_ptr<http::Exchange> exchange) {
    auto input = read_input(exchange->body);
    if (!input) return void(exchange->respond(input.error()));
    const auto address = exchange->head.remote_address;
    auto done = [&services, exchange](base::Result<identity::OpenedSession> opened) {
        if (opened) return welcome(services, exchange, std::move(*opened));
        exchange->respond(opened.error());
    };
    if (input->kind == Kind::officer) {
        return services.sign_in.officer(*input->login, *input->password, address, std::move(done));
    }
    const auto party =
        input->kind == Kind::respondent ? identity::Party::respondent : identity::Party::complainant;
    services.sign_in.tracking(party, cases::receipt_code_hash(*input->receipt_code),
                              input->credit_code_tail.value_or(""), address, std::move(done));
}

base::Result<bool> sign_out(store::WriteTx& tx, const Call& call) {
    store::identity::remove_session(tx, call.principal.token_hash);
    tx.after_commit(
        [&live = call.services().live, token = call.principal.token_hash] { live.end_session(token); });
    return true;
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    http::Route entry;
    entry.method = "POST";
    entry.pattern = "/api/v1/sessions";
    entry.body = http::BodyKind::json;
    entry.max_body = services.settings.max_json;
    entry.handle = [&services](std::shared_ptr<http::Exchange> exchange) {
        sign_in(services, std::move(exchange));
    };
    router.add(std::move(entry));
    auto exit = remove("/api/v1/sessions/current", signed_in, sign_out);
    exit.render = [](const Call& call, const void*) {
        auto response = http::no_content();
        response.set("Set-Cookie", identity::expired_cookie(call.services().settings.secure_cookies));
        return response;
    };
    router.add(make(services, std::move(exit)));
    router.add(make(services, read("/api/v1/me", signed_in, me)));
}

}  // namespace qingqian::api::sessions
