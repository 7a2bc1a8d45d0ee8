#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/services.hpp"
#include "base/problem.hpp"
#include "cases/idempotent.hpp"
#include "http/exchange.hpp"
#include "http/response.hpp"
#include "identity/session.hpp"
#include "store/store.hpp"

namespace qingqian::api {

/// What strangers do that costs others something: counted by address block and all together.
enum class Gate { none, draft, code, upload };

/// Who may use a route. Officers need one of the `rights` (none named: any officer).
struct Access {
    bool anybody = false;      ///< nobody is asked who he is
    bool draft = false;        ///< a Draft-Secret is enough
    bool complainant = false;  ///< a session that follows a case is enough
    bool respondent = false;   ///< a session that answers for the respondent of a case is enough
    bool officer = false;
    std::string_view right{};
    std::string_view other_right{};
    std::string_view token{};  ///< a program's key of this scope, and nothing else
    Gate gate = Gate::none;    ///< officers and programs are not counted
};

/// What a client shows to prove who he is, and what for.
struct Credentials {
    std::string token_hash;    ///< of the session cookie; empty without one
    std::string draft_secret;  ///< well formed, or empty
    std::string bearer_hash;   ///< of the key in Authorization; empty without one
    std::string complaint;     ///< the place {id} of the route
};

/// A request as handlers see it: the same for a unit of work that runs twice.
struct Request {
    const Services& services;
    cases::EnvironmentPtr environment;
    std::shared_ptr<http::Exchange> exchange;  ///< keeps `head` alive
    Credentials credentials;
    cases::IdempotencyKey key;  ///< of creating routes; its owner is filled in by the unit
};

/// One run of a handler.
struct Call {
    const Request& request;
    const identity::Principal& principal;  ///< read again inside this unit

    const Services& services() const { return request.services; }
    const cases::Environment& environment() const { return *request.environment; }
    const records::Actor& actor() const { return principal.actor; }
    const http::RequestHead& head() const { return request.exchange->head; }
    /// The place {id}: UUID or number.
    const std::string& id() const { return request.credentials.complaint; }
    std::string_view place(std::string_view name) const { return head().parameter(name); }
    /// The revision that If-Match names.
    std::int64_t expected_revision() const;
    /// The Idempotency-Key with its owner.
    cases::IdempotencyKey key() const;
};

/// Reads what the client shows. A malformed cookie or secret reads as none.
Credentials credentials_of(const http::RequestHead& head, const Settings& settings);

/// Who that is, if he may use the route. Refuses with `unauthenticated` (401), `forbidden` (403), or
/// `complaint_not_found` (404; a secret that opens another draft or none). On readers for admission, and
/// again inside every unit of work.
base::Result<identity::Principal> authorise(store::ReadTx& tx, const Request& request, const Access& access);
base::Result<identity::Principal> authorise(store::ReadTx& tx, const cases::Environment& environment,
                                            const Credentials& credentials, const Access& access,
                                            const identity::SessionRules& rules);

/// 200 or 201 with JSON and, for a case, its ETag.
http::Response answer(int status, const boost::json::value& value);
http::Response answer(int status, const boost::json::value& value, const records::Complaint& complaint);

}  // namespace qingqian::api
