#include "store/idempotency.hpp"

#include "store/session.hpp"

namespace qingqian::store::idempotency {
namespace {

struct Find {
    std::string key_hash;
    Record row;
    Statement statement;
    explicit Find(Session& session)
        : statement(
              session,
              "SELECT key_hash, body_hash, status, answer, created_at FROM idempotency WHERE key_hash = "
              ":key_hash",
              in(key_hash), out(row.key_hash, row.body_hash, row.status, row.answer, row.created_at)) {}
};

struct Insert {
    Record row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("idempotency", "key_hash, body_hash, status, answer, created_at"),
                    in(row.key_hash, row.body_hash, row.status, row.answer, row.created_at)) {}
};

struct Expire {
    std::int64_t before = 0;
    Statement statement;
    explicit Expire(Session& session)
        : statement(session, "DELETE FROM idempotency WHERE created_at < :before", in(before)) {}
};

}  // namespace

std::optional<Record> find(ReadTx& tx, std::string_view key_hash) {
    auto& query = tx.session().prepared<Find>();
    query.key_hash = key_hash;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

void insert(WriteTx& tx, const Record& record) {
    auto& query = tx.session().prepared<Insert>();
    query.row = record;
    query.statement.run();
}

void expire(WriteTx& tx, base::UtcMillis before) {
    auto& query = tx.session().prepared<Expire>();
    query.before = before;
    query.statement.run();
}

}  // namespace qingqian::store::idempotency
