#include "store/tokens.hpp"

#include <tuple>

#include "store/session.hpp"

namespace qingqian::store::tokens {
namespace {

constexpr std::string_view columns =
    "token_hash, officer, scope, platform, created_at, expires_at, revoked_at";

auto members(Token& t) {
    return std::tie(t.token_hash, t.officer, t.scope, t.platform, t.created_at, t.expires_at, t.revoked_at);
}

std::string select(std::string_view condition) {
    return "SELECT " + std::string(columns) + " FROM api_tokens WHERE " + std::string(condition);
}

struct Insert {
    Token row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("api_tokens", columns), in(members(row))) {}
};

struct Find {
    std::string token_hash;
    Token row;
    Statement statement;
    explicit Find(Session& session)
        : statement(session, select("token_hash = :token_hash"), in(token_hash), out(members(row))) {}
};

struct OfOfficer {
    std::int64_t officer = 0;
    Token row;
    Statement statement;
    explicit OfOfficer(Session& session)
        : statement(session, select("officer = :officer ORDER BY created_at"), in(officer),
                    out(members(row))) {}
};

struct RevokeAll {
    std::int64_t officer = 0;
    std::int64_t at = 0;
    Statement statement;
    explicit RevokeAll(Session& session)
        : statement(session,
                    "UPDATE api_tokens SET revoked_at = :at WHERE officer = :officer AND revoked_at = 0",
                    in(at, officer)) {}
};

}  // namespace

void insert(WriteTx& tx, const Token& token) {
    auto& query = tx.session().prepared<Insert>();
    query.row = token;
    query.statement.run();
}

std::optional<Token> find(ReadTx& tx, std::string_view token_hash) {
    auto& query = tx.session().prepared<Find>();
    query.token_hash = token_hash;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

std::vector<Token> of_officer(ReadTx& tx, std::int64_t officer) {
    auto& query = tx.session().prepared<OfOfficer>();
    query.officer = officer;
    std::vector<Token> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::int64_t revoke_all(WriteTx& tx, std::int64_t officer, base::UtcMillis at) {
    auto& query = tx.session().prepared<RevokeAll>();
    query.officer = officer;
    query.at = at;
    return query.statement.run();
}

}  // namespace qingqian::store::tokens
