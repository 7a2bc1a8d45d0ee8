#include <string>
#include <string_view>
#include <tuple>

#include "store/identity.hpp"
#include "store/session.hpp"

namespace qingqian::store::identity {
namespace {

constexpr std::string_view columns =
    "login, name, body, roles, password_hash, mobile, email, language, created_at, disabled_at";

/// An officer with the roles as they are stored, separated by blanks.
struct Buffer {
    records::Officer row;
    std::string roles;

    auto members() {
        return std::tie(row.login, row.name, row.body, roles, row.password_hash, row.mobile, row.email,
                        row.language, row.created_at, row.disabled_at);
    }
    void take(const records::Officer& officer) {
        row = officer;
        roles.clear();
        for (const auto& role : officer.roles) roles.append(roles.empty() ? "" : " ").append(role);
    }
    records::Officer give() const {
        auto officer = row;
        officer.roles.clear();
        std::string_view rest = roles;
        while (!rest.empty()) {
            const auto blank = rest.find(' ');
            officer.roles.emplace_back(rest.substr(0, blank));
            rest = blank == std::string_view::npos ? "" : rest.substr(blank + 1);
        }
        return officer;
    }
    static std::string select(std::string_view rest) {
        return "SELECT id, " + std::string(columns) + " FROM officers WHERE " + std::string(rest);
    }
};

struct InsertOfficer : Buffer {
    Statement statement;
    explicit InsertOfficer(Session& session)
        : statement(session, insert_into("officers", columns) + " RETURNING id", in(members()), out(row.id)) {
    }
};

struct UpdateOfficer : Buffer {
    Statement statement;
    explicit UpdateOfficer(Session& session)
        : statement(session, "UPDATE officers SET " + assignments(columns) + " WHERE id = :id", in(members()),
                    in(row.id)) {}
};

struct ByLogin : Buffer {
    std::string login;
    Statement statement;
    explicit ByLogin(Session& session)
        : statement(session, select("login = :login"), in(login), out(row.id), out(members())) {}
};

struct ById : Buffer {
    std::int64_t id = 0;
    Statement statement;
    explicit ById(Session& session)
        : statement(session, select("id = :id"), in(id), out(row.id), out(members())) {}
};

struct AllOfficers : Buffer {
    std::string after;
    std::int64_t limit = 0;
    Statement statement;
    explicit AllOfficers(Session& session)
        : statement(session, select("login > :after ORDER BY login LIMIT :most"), in(after, limit),
                    out(row.id), out(members())) {}
};

struct OfficersOf : Buffer {
    std::int64_t body = 0;
    Statement statement;
    explicit OfficersOf(Session& session)
        : statement(session, select("body = :body AND disabled_at = 0 ORDER BY login"), in(body), out(row.id),
                    out(members())) {}
};

template <class Query>
std::optional<records::Officer> first(Query& query) {
    if (!query.statement.one()) return std::nullopt;
    return query.give();
}

template <class Query>
std::vector<records::Officer> all(Query& query) {
    std::vector<records::Officer> found;
    query.statement.each([&] { found.push_back(query.give()); });
    return found;
}

}  // namespace

void insert_officer(WriteTx& tx, records::Officer& officer) {
    auto& query = tx.session().prepared<InsertOfficer>();
    query.take(officer);
    query.statement.one();
    officer.id = query.row.id;
}

void update_officer(WriteTx& tx, const records::Officer& officer) {
    auto& query = tx.session().prepared<UpdateOfficer>();
    query.take(officer);
    query.statement.run();
}

std::optional<records::Officer> officer_by_login(ReadTx& tx, std::string_view login) {
    auto& query = tx.session().prepared<ByLogin>();
    query.login = login;
    return first(query);
}

std::optional<records::Officer> officer_by_id(ReadTx& tx, std::int64_t id) {
    auto& query = tx.session().prepared<ById>();
    query.id = id;
    return first(query);
}

std::vector<records::Officer> officers(ReadTx& tx, std::string_view after, std::size_t limit) {
    auto& query = tx.session().prepared<AllOfficers>();
    query.after = after;
    query.limit = static_cast<std::int64_t>(limit);
    return all(query);
}

std::vector<records::Officer> officers_of(ReadTx& tx, std::int64_t body) {
    auto& query = tx.session().prepared<OfficersOf>();
    query.body = body;
    return all(query);
}

}  // namespace qingqian::store::identity
