#include <string>
#include <string_view>
#include <tuple>

#include "store/identity.hpp"
#include "store/session.hpp"

namespace qingqian::store::identity {
namespace {

constexpr std::string_view columns = "code, name, name_en, kind, division, parent, phone, prefix, closed_on";

auto members(records::Body& b) {
    return std::tie(b.code, b.name, b.name_en, b.kind, b.division, b.parent, b.phone, b.prefix, b.closed_on);
}

std::string select(std::string_view rest) {
    return "SELECT id, " + std::string(columns) + " FROM bodies " + std::string(rest);
}

struct InsertBody {
    records::Body row;
    Statement statement;
    explicit InsertBody(Session& session)
        : statement(session, insert_into("bodies", columns) + " RETURNING id", in(members(row)),
                    out(row.id)) {}
};

struct UpdateBody {
    records::Body row;
    Statement statement;
    explicit UpdateBody(Session& session)
        : statement(session, "UPDATE bodies SET " + assignments(columns) + " WHERE id = :id",
                    in(members(row)), in(row.id)) {}
};

struct ById {
    std::int64_t id = 0;
    records::Body row;
    Statement statement;
    explicit ById(Session& session)
        : statement(session, select("WHERE id = :id"), in(id), out(row.id), out(members(row))) {}
};

struct ByCode {
    std::string code;
    records::Body row;
    Statement statement;
    explicit ByCode(Session& session)
        : statement(session, select("WHERE code = :code"), in(code), out(row.id), out(members(row))) {}
};

struct AllBodies {
    records::Body row;
    Statement statement;
    explicit AllBodies(Session& session)
        : statement(session, select("ORDER BY code"), out(row.id), out(members(row))) {}
};

}  // namespace

void insert_body(WriteTx& tx, records::Body& body) {
    auto& query = tx.session().prepared<InsertBody>();
    query.row = body;
    query.statement.one();
    body.id = query.row.id;
}

void update_body(WriteTx& tx, const records::Body& body) {
    auto& query = tx.session().prepared<UpdateBody>();
    query.row = body;
    query.statement.run();
}

std::optional<records::Body> body(ReadTx& tx, std::int64_t id) {
    auto& query = tx.session().prepared<ById>();
    query.id = id;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

std::optional<records::Body> body_by_code(ReadTx& tx, std::string_view code) {
    auto& query = tx.session().prepared<ByCode>();
    query.code = code;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

std::vector<records::Body> bodies(ReadTx& tx, std::string_view kind) {
    std::vector<records::Body> found;
    auto& query = tx.session().prepared<AllBodies>();
    query.statement.each([&] {
        if (kind.empty() || query.row.kind == kind) found.push_back(query.row);
    });
    return found;
}

}  // namespace qingqian::store::identity
