#include "store/substitutions.hpp"

#include <algorithm>
#include <tuple>

#include "store/session.hpp"

namespace qingqian::store::substitutions {
namespace {

constexpr std::string_view columns =
    "uid, officer, substitute, from_day, until_day, reason, made_by, created_at, ended_at, ended_by";

auto members(Substitution& s) {
    return std::tie(s.uid, s.officer, s.substitute, s.from_day, s.until_day, s.reason, s.made_by,
                    s.created_at, s.ended_at, s.ended_by);
}

std::string select(std::string_view condition) {
    return "SELECT id, " + std::string(columns) + " FROM substitutions WHERE " + std::string(condition);
}

struct Insert {
    Substitution row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("substitutions", columns) + " RETURNING id", in(members(row)),
                    out(row.id)) {}
};

struct ById {
    std::int64_t id = 0;
    Substitution row;
    Statement statement;
    explicit ById(Session& session)
        : statement(session, select("id = :id"), in(id), out(row.id), out(members(row))) {}
};

struct ByUid {
    std::string uid;
    Substitution row;
    Statement statement;
    explicit ByUid(Session& session)
        : statement(session, select("uid = :uid"), in(uid), out(row.id), out(members(row))) {}
};

struct End {
    std::int64_t id = 0;
    std::int64_t at = 0;
    std::int64_t by = 0;
    Statement statement;
    explicit End(Session& session)
        : statement(session,
                    "UPDATE substitutions SET ended_at = :at, ended_by = :by WHERE id = :id AND ended_at = 0",
                    in(at, by, id)) {}
};

struct OnDay {
    std::int64_t officer = 0;
    std::string day;
    Substitution row;
    Statement statement;
    OnDay(Session& session, std::string_view column)
        : statement(session,
                    select(std::string(column) + " = :officer AND until_day >= :day AND ended_at = 0"),
                    in(officer, day), out(row.id), out(members(row))) {}
};
struct BySubstitute : OnDay {
    explicit BySubstitute(Session& session) : OnDay(session, "substitute") {}
};
struct ByOfficer : OnDay {
    explicit ByOfficer(Session& session) : OnDay(session, "officer") {}
};

template <class Query>
std::vector<Substitution> not_ended(ReadTx& tx, std::int64_t officer, std::string_view day) {
    auto& query = tx.session().prepared<Query>();
    query.officer = officer;
    query.day = day;
    std::vector<Substitution> found;
    query.statement.each([&] { found.push_back(query.row); });
    std::ranges::sort(found, {}, [](const Substitution& each) { return std::tie(each.from_day, each.id); });
    return found;
}

std::vector<Substitution> begun(std::vector<Substitution> found, std::string_view day) {
    std::erase_if(found, [&](const Substitution& each) { return each.from_day > day; });
    return found;
}

}  // namespace

void insert(WriteTx& tx, Substitution& substitution) {
    auto& query = tx.session().prepared<Insert>();
    substitution.uid = base::uuid_v7(tx.random(), tx.now());
    query.row = substitution;
    query.statement.one();
    substitution.id = query.row.id;
}

std::optional<Substitution> find(ReadTx& tx, std::int64_t id) {
    auto& query = tx.session().prepared<ById>();
    query.id = id;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

std::optional<Substitution> find(ReadTx& tx, std::string_view uid) {
    auto& query = tx.session().prepared<ByUid>();
    query.uid = uid;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

void end(WriteTx& tx, std::int64_t id, base::UtcMillis at, std::int64_t by) {
    auto& query = tx.session().prepared<End>();
    query.id = id;
    query.at = at;
    query.by = by;
    query.statement.run();
}

std::vector<Substitution> acting_for(ReadTx& tx, std::int64_t substitute, std::string_view day) {
    return begun(not_ended<BySubstitute>(tx, substitute, day), day);
}

std::vector<Substitution> acting_as(ReadTx& tx, std::int64_t officer, std::string_view day) {
    return begun(not_ended<ByOfficer>(tx, officer, day), day);
}

std::vector<Substitution> open_of(ReadTx& tx, std::int64_t officer, std::string_view day) {
    return not_ended<ByOfficer>(tx, officer, day);
}

std::vector<Substitution> open_by(ReadTx& tx, std::int64_t substitute, std::string_view day) {
    return not_ended<BySubstitute>(tx, substitute, day);
}

}  // namespace qingqian::store::substitutions
