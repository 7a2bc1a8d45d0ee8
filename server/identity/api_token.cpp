#include "api_token.hpp"

#include "store/identity.hpp"

namespace qingqian::identity {
namespace {

constexpr std::string_view prefix = "qq_";
constexpr std::string_view scheme = "Bearer ";
constexpr std::size_t token_bytes = 32;

}  // namespace

IssuedToken issue_token(base::Random& random, std::int64_t officer, std::string_view scope,
                        std::string_view platform, base::UtcMillis lifetime, base::UtcMillis now) {
    IssuedToken issued;
    const auto secret = base::random_hex(random, token_bytes);
    issued.token = std::string(prefix) + secret;
    issued.row = {.token_hash = token_hash(secret),
                  .officer = officer,
                  .scope = std::string(scope),
                  .platform = std::string(platform),
                  .created_at = now,
                  .expires_at = now + lifetime,
                  .revoked_at = 0};
    return issued;
}

std::optional<std::string> bearer_hash(std::string_view authorization) {
    if (!authorization.starts_with(scheme)) return std::nullopt;
    authorization.remove_prefix(scheme.size());
    if (!authorization.starts_with(prefix)) return std::nullopt;
    authorization.remove_prefix(prefix.size());
    if (!is_token(authorization)) return std::nullopt;
    return token_hash(authorization);
}

std::optional<Principal> find_token_principal(store::ReadTx& tx, std::string_view token_hash,
                                              std::string_view scope) {
    const auto token = store::tokens::find(tx, token_hash);
    if (!token || token->scope != scope || token->revoked_at != 0) return std::nullopt;
    if (token->expires_at != 0 && token->expires_at <= tx.now()) return std::nullopt;
    const auto officer = store::identity::officer_by_id(tx, token->officer);
    if (!officer || officer->disabled_at != 0) return std::nullopt;
    Principal principal;
    principal.login = officer->login;
    principal.expires_at = token->expires_at;
    principal.platform = token->platform;
    principal.actor.kind = "officer";
    principal.actor.officer = officer->id;
    principal.actor.name = officer->name;
    principal.actor.body = officer->body;
    principal.actor.roles = officer->roles;
    return principal;
}

}  // namespace qingqian::identity
