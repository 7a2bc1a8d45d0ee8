#include "session.hpp"

#include <algorithm>

#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "store/substitutions.hpp"

namespace qingqian::identity {
namespace {

constexpr std::size_t token_bytes = 32;

std::string cookie(std::string_view value, bool secure, base::UtcMillis seconds) {
    std::string line(cookie_name(secure));
    line += '=';
    line += value;
    line += "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds);
    if (secure) line += "; Secure";
    return line;
}

void add_represented(store::ReadTx& tx, records::Actor& actor) {
    const auto today = base::to_iso(base::legal_day(tx.now()));
    for (const auto& each : store::substitutions::acting_for(tx, actor.officer, today)) {
        const auto away = store::identity::officer_by_id(tx, each.officer);
        if (!away || away->disabled_at != 0) continue;
        actor.represents.push_back({away->id, away->name, away->body, away->roles});
    }
}

}  // namespace

OpenedSession open_session(base::Random& random, std::string_view kind, std::int64_t owner,
                           const SessionRules& rules, base::UtcMillis now) {
    const bool officer = kind == "officer";
    OpenedSession opened;
    opened.token = base::random_hex(random, token_bytes);
    opened.session = {.token_hash = token_hash(opened.token),
                      .kind = std::string(kind),
                      .officer = officer ? owner : 0,
                      .complaint = officer ? 0 : owner,
                      .created_at = now,
                      .seen_at = now,
                      .expires_at = now + rules.absolute};
    return opened;
}

std::string token_hash(std::string_view token) {
    return base::sha256_hex(token);
}

bool is_token(std::string_view text) {
    return text.size() == token_bytes * 2 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<Principal> find_principal(store::ReadTx& tx, std::string_view token_hash,
                                        const SessionRules& rules) {
    const auto session = store::identity::session(tx, token_hash);
    const auto now = tx.now();
    if (!session || session->expires_at <= now || session->seen_at + rules.idle <= now) return std::nullopt;
    Principal principal;
    principal.token_hash = token_hash;
    principal.expires_at = session->expires_at;
    principal.touch_due = now - session->seen_at >= rules.touch;
    if (session->kind != "officer") {
        const bool respondent = session->kind == "respondent";
        const auto complaint = store::complaints::find_by_id(tx, session->complaint);
        if (!complaint) return std::nullopt;
        principal.actor.kind = respondent ? "respondent" : "complainant";
        principal.actor.complaint = complaint->id;
        principal.actor.name = respondent ? complaint->respondent_name : complaint->complainant_name;
        return principal;
    }
    const auto officer = store::identity::officer_by_id(tx, session->officer);
    if (!officer || officer->disabled_at != 0) return std::nullopt;
    principal.login = officer->login;
    principal.actor = {.kind = "officer",
                       .officer = officer->id,
                       .name = officer->name,
                       .body = officer->body,
                       .roles = officer->roles};
    add_represented(tx, principal.actor);
    return principal;
}

std::string_view cookie_name(bool secure) {
    return secure ? "__Host-qq_session" : "qq_session";
}

std::string session_cookie(std::string_view token, bool secure, const SessionRules& rules) {
    return cookie(token, secure, rules.absolute / 1000);
}

std::string expired_cookie(bool secure) {
    return cookie("", secure, 0);
}

}  // namespace qingqian::identity
