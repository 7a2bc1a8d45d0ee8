#include "route.hpp"

#include "base/random.hpp"
#include "cases/access.hpp"
#include "cases/watch.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"

namespace qingqian::api {
namespace {

using Answered = base::Result<http::Response>;

void respond(const std::shared_ptr<http::Exchange>& exchange, Answered result) {
    if (result) {
        exchange->respond(std::move(*result));
    } else {
        exchange->respond(result.error());
    }
}

/// What the header must say before anybody reads a body.
std::optional<base::Problem> header_fault(const http::RequestHead& head, bool creates, bool changes) {
    if (creates && !cases::is_idempotency_key(head.field("Idempotency-Key").value_or(""))) {
        return base::problem("idempotency_key_required");
    }
    // "*" would match whatever stands there (RFC 9110, 13.1.1): it names no version to build on.
    if (changes && head.field("If-Match").value_or("*") == "*") return base::problem("precondition_required");
    return std::nullopt;
}

/// Whether a stranger may do this now; too_many_requests otherwise.
std::optional<base::Problem> gate_fault(const Services& services, Gate gate, const std::string& address) {
    if (gate == Gate::none) return std::nullopt;
    auto& gates = *services.gates;
    auto& asked = gate == Gate::draft ? gates.drafts : gate == Gate::code ? gates.codes : gates.uploads;
    const auto wait = asked.take(address, services.clock.now());
    if (wait == 0) return std::nullopt;
    const auto seconds = (wait + 999) / 1000;
    auto problem = base::problem("too_many_requests", {{"seconds", std::to_string(seconds)}});
    problem.extra["retry_after"] = seconds;
    return problem;
}

/// An answer and the line that must be durable before it leaves.
struct Seen {
    http::Response response;
    std::optional<records::WatchLine> line;
};

std::optional<records::WatchLine> line_of(store::ReadTx& tx, const ReadRow& row, const Call& call) {
    const auto complaint = store::complaints::find(tx, call.id());
    if (!complaint) return std::nullopt;
    // What somebody is still writing himself is nobody's secret from him.
    if (complaint->received_at == 0 && cases::sees_own(call.actor(), *complaint)) return std::nullopt;
    auto line = cases::watch_line(cases::read_log, call.actor(), row.seen,
                                  row.seen_place.empty() ? std::string_view{} : call.place(row.seen_place));
    cases::about_case(line, *complaint);
    return line;
}

void handle_logged(const Services& services, const ReadRow& row, std::shared_ptr<http::Exchange> exchange) {
    const auto request = request_of(services, exchange, false);
    services.store.read<Seen>(
        [request, &row](store::ReadTx& tx) -> base::Result<Seen> {
            const auto principal = authorise(tx, *request, row.access);
            if (!principal) return std::unexpected(principal.error());
            touch(request->services, *principal);
            const Call call{*request, *principal};
            auto response = row.work(tx, call);
            if (!response) return std::unexpected(std::move(response.error()));
            return Seen{std::move(*response), line_of(tx, row, call)};
        },
        [request](base::Result<Seen> seen) {
            const auto& exchange = request->exchange;
            if (!seen) return void(exchange->respond(seen.error()));
            if (!seen->line) return void(exchange->respond(std::move(seen->response)));
            request->services.read_log->add(
                std::move(*seen->line),
                [exchange, response = std::move(seen->response)](base::Result<bool> written) mutable {
                    if (!written) return void(exchange->respond(written.error()));
                    exchange->respond(std::move(response));
                });
        });
}

void handle_read(const Services& services, const ReadRow& row, std::shared_ptr<http::Exchange> exchange) {
    if (!row.seen.empty()) return handle_logged(services, row, std::move(exchange));
    const auto request = request_of(services, exchange, false);
    services.store.read<http::Response>(
        [request, &row](store::ReadTx& tx) -> Answered {
            const auto principal = authorise(tx, *request, row.access);
            if (!principal) return std::unexpected(principal.error());
            touch(request->services, *principal);
            return row.work(tx, Call{*request, *principal});
        },
        [exchange](Answered result) { respond(exchange, std::move(result)); });
}

/// A writing request between its steps.
struct Writing {
    const WriteRow& row;
    std::shared_ptr<const Request> request;
    identity::Principal principal;  ///< of admission; units of work ask again
    Any input;
};

/// With what it was about, and what was sent, as far as a line holds it.
void log_act(store::WriteTx& tx, const WriteRow& row, const Call& call) {
    constexpr std::size_t longest = 2'000;
    std::string about(call.head().method);
    about.append(" ").append(call.head().path);
    if (const auto& body = call.request.exchange->body; !body.empty()) {
        about += "\n" + (body.size() <= longest ? body : "SHA-256 " + base::sha256_hex(body));
    }
    cases::write_act(tx, cases::watch_line(cases::admin_log, call.actor(), row.act, about));
}

base::Result<Any> do_work(store::WriteTx& tx, const Writing& writing) {
    const auto principal = authorise(tx, *writing.request, writing.row.access);
    if (!principal) return std::unexpected(principal.error());
    if (principal->touch_due) store::identity::touch_session(tx, principal->token_hash, tx.now());
    const Call call{*writing.request, *principal};
    auto done = writing.row.work(tx, call, writing.input.get());
    if (done && !writing.row.act.empty()) log_act(tx, writing.row, call);
    return done;
}

void show(const std::shared_ptr<const Writing>& writing, Any result) {
    const auto& exchange = writing->request->exchange;
    if (writing->row.render) {
        exchange->post([writing, result = std::move(result)] {
            const Call call{*writing->request, writing->principal};
            writing->request->exchange->respond(writing->row.render(call, result.get()));
        });
        return;
    }
    writing->request->services.store.read<http::Response>(
        [writing, result = std::move(result)](store::ReadTx& tx) -> Answered {
            return writing->row.read_back(tx, Call{*writing->request, writing->principal}, result.get());
        },
        [exchange](Answered answered) { respond(exchange, std::move(answered)); });
}

void handle_write(const Services& services, const WriteRow& row, std::shared_ptr<http::Exchange> exchange) {
    Any input;
    if (row.decode) {
        const auto value = base::parse_json(exchange->body);
        if (!value) return void(exchange->respond(value.error()));
        auto decoded = row.decode(*value);
        if (!decoded) return void(exchange->respond(decoded.error()));
        input = std::move(*decoded);
    }
    auto request = request_of(services, exchange, row.creates);
    const auto* known = exchange->context_as<identity::Principal>();
    auto principal = known != nullptr ? *known : identity::Principal{};
    if (row.prepare) {
        auto prepared = row.prepare(Call{*request, principal}, input.get());
        if (!prepared) return void(exchange->respond(prepared.error()));
        input = std::move(*prepared);
    }
    const auto writing = std::make_shared<const Writing>(
        Writing{row, std::move(request), std::move(principal), std::move(input)});
    services.store.write<Any>([writing](store::WriteTx& tx) { return do_work(tx, *writing); },
                              [writing](base::Result<Any> result) {
                                  if (result) return show(writing, std::move(*result));
                                  writing->request->exchange->respond(result.error());
                              });
}

}  // namespace

std::shared_ptr<const Request> request_of(const Services& services, std::shared_ptr<http::Exchange> exchange,
                                          bool keyed) {
    const auto& head = exchange->head;
    cases::IdempotencyKey key;
    if (keyed) {
        key.key = head.field("Idempotency-Key").value_or("");
        key.body_hash = cases::request_hash(head.method, head.path, exchange->body);
    }
    auto credentials = credentials_of(head, services.settings);
    return std::make_shared<const Request>(Request{services, services.environment.get(), std::move(exchange),
                                                   std::move(credentials), std::move(key)});
}

void touch(const Services& services, const identity::Principal& principal) {
    if (!principal.touch_due) return;
    services.store.submit_write(
        [hash = principal.token_hash](store::WriteTx& tx) {
            store::identity::touch_session(tx, hash, tx.now());
            return true;
        },
        [](store::Store::Failure) {});
}

std::function<void(const http::RequestHead&, http::Admitted)> admission(const Services& services,
                                                                        Access access, bool creates,
                                                                        bool changes) {
    return [&services, access, creates, changes](const http::RequestHead& head, http::Admitted done) {
        auto fault = header_fault(head, creates, changes);
        auto credentials = credentials_of(head, services.settings);
        // Whoever begins a draft by a secret of his own is nobody yet: there is nothing to look up.
        const bool beginner = access.draft && credentials.complaint.empty() &&
                              credentials.token_hash.empty() && !credentials.draft_secret.empty();
        if (access.anybody || beginner) {
            if (!fault && !access.anybody) fault = gate_fault(services, access.gate, head.remote_address);
            if (fault) return done(std::unexpected(std::move(*fault)));
            return done(http::Context::of(identity::Principal{}));
        }
        const bool shown = access.token.empty() ? !credentials.token_hash.empty() ||
                                                      (access.draft && !credentials.draft_secret.empty())
                                                : !credentials.bearer_hash.empty();
        if (!shown) {
            // Nobody has to sign in to begin a draft: what is missing is the secret that will open it.
            const bool begins = access.draft && credentials.complaint.empty();
            return done(base::refuse(begins ? "draft_secret_required" : "unauthenticated"));
        }
        services.store.read<identity::Principal>(
            [&services, access, credentials = std::move(credentials)](store::ReadTx& tx) {
                return authorise(tx, *services.environment.get(), credentials, access,
                                 services.sign_in.rules());
            },
            [&services, access, fault = std::move(fault), address = head.remote_address,
             done = std::move(done)](base::Result<identity::Principal> who) mutable {
                if (!who) return done(std::unexpected(std::move(who.error())));
                if (!fault && who->actor.kind != "officer")
                    fault = gate_fault(services, access.gate, address);
                if (fault) return done(std::unexpected(std::move(*fault)));
                done(http::Context::of(std::move(*who)));
            });
    };
}

http::Route make(const Services& services, ReadRow row) {
    http::Route route;
    route.method = row.method;
    route.pattern = row.pattern;
    const auto shared = std::make_shared<const ReadRow>(std::move(row));
    route.handle = [&services, shared](std::shared_ptr<http::Exchange> exchange) {
        handle_read(services, *shared, std::move(exchange));
    };
    return route;
}

http::Route make(const Services& services, WriteRow row) {
    http::Route route;
    route.method = row.method;
    route.pattern = row.pattern;
    route.body = row.decode ? http::BodyKind::json : http::BodyKind::none;
    route.max_body = services.settings.max_json;
    route.admit = admission(services, row.access, row.creates, row.changes);
    const auto shared = std::make_shared<const WriteRow>(std::move(row));
    route.handle = [&services, shared](std::shared_ptr<http::Exchange> exchange) {
        handle_write(services, *shared, std::move(exchange));
    };
    return route;
}

WriteRow remove(std::string pattern, Access access,
                base::Result<bool> (*work)(store::WriteTx&, const Call&)) {
    WriteRow row{.method = "DELETE", .pattern = std::move(pattern), .access = access};
    row.work = [work](store::WriteTx& tx, const Call& call, const void*) -> base::Result<Any> {
        if (auto done = work(tx, call); !done) return std::unexpected(std::move(done.error()));
        return Any{};
    };
    row.render = [](const Call&, const void*) { return http::no_content(); };
    return row;
}

}  // namespace qingqian::api
