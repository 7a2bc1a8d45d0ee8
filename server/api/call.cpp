#include "call.hpp"

#include <algorithm>

#include "cases/access.hpp"
#include "identity/api_token.hpp"

namespace qingqian::api {
namespace {

bool holds(const cases::Environment& environment, const records::Actor& actor, const Access& access) {
    const auto in = [&](const std::vector<std::string>& roles, std::string_view right) {
        return environment.rights.scope(roles, right) != workflow::Scope::none;
    };
    // A substitute sees and does what those may for whom he acts; nothing else passes on to him.
    const auto has = [&](std::string_view right) {
        if (right.empty()) return false;
        if (in(actor.roles, right)) return true;
        return (right == "work" || right == "act") &&
               std::ranges::any_of(actor.represents,
                                   [&](const records::Represented& other) { return in(other.roles, right); });
    };
    return access.right.empty() || has(access.right) || has(access.other_right);
}

}  // namespace

std::int64_t Call::expected_revision() const {
    return cases::revision_of(head().field("If-Match").value_or(""));
}

cases::IdempotencyKey Call::key() const {
    auto key = request.key;
    key.actor = cases::key_owner(actor(), request.credentials.draft_secret);
    return key;
}

Credentials credentials_of(const http::RequestHead& head, const Settings& settings) {
    Credentials credentials;
    const auto token = head.cookie(identity::cookie_name(settings.secure_cookies));
    if (token && identity::is_token(*token)) credentials.token_hash = identity::token_hash(*token);
    const auto secret = head.field("Draft-Secret");
    if (secret && cases::is_draft_secret(*secret)) credentials.draft_secret = *secret;
    credentials.bearer_hash = identity::bearer_hash(head.field("Authorization").value_or("")).value_or("");
    credentials.complaint = head.parameter("id");
    return credentials;
}

base::Result<identity::Principal> authorise(store::ReadTx& tx, const Request& request, const Access& access) {
    return authorise(tx, *request.environment, request.credentials, access, request.services.sign_in.rules());
}

base::Result<identity::Principal> authorise(store::ReadTx& tx, const cases::Environment& environment,
                                            const Credentials& credentials, const Access& access,
                                            const identity::SessionRules& rules) {
    if (access.anybody) return identity::Principal{};
    if (!access.token.empty()) {
        auto program = identity::find_token_principal(tx, credentials.bearer_hash, access.token);
        if (!program) return base::refuse("unauthenticated");
        return std::move(*program);
    }
    std::optional<identity::Principal> known;
    if (!credentials.token_hash.empty()) known = identity::find_principal(tx, credentials.token_hash, rules);
    if (known && known->actor.kind == "officer") {
        if (!access.officer || !holds(environment, known->actor, access)) return base::refuse("forbidden");
        return *known;
    }
    // Of two proofs the secret goes before a session that follows a case: it names this very draft.
    if (access.draft && !credentials.draft_secret.empty()) {
        identity::Principal principal;
        if (credentials.complaint.empty()) return principal;
        auto owner = cases::actor_of_draft(tx, credentials.complaint, credentials.draft_secret,
                                           environment.settings.draft_secret_kept);
        if (!owner) return std::unexpected(std::move(owner.error()));
        principal.actor = std::move(*owner);
        return principal;
    }
    if (!known) return base::refuse("unauthenticated");
    const bool respondent = known->actor.kind == "respondent";
    if (respondent ? !access.respondent : !access.complainant) return base::refuse("forbidden");
    return *known;
}

http::Response answer(int status, const boost::json::value& value) {
    return http::json(status, value);
}

http::Response answer(int status, const boost::json::value& value, const records::Complaint& complaint) {
    auto response = http::json(status, value);
    response.set("ETag", cases::etag_of(complaint));
    return response;
}

}  // namespace qingqian::api
