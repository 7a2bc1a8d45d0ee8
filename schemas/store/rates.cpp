#include "store/rates.hpp"

#include "store/session.hpp"

namespace qingqian::store::rates {
namespace {

constexpr std::string_view columns = "kind, published, percent, source, loaded_at";

struct Put {
    Rate row;
    Statement statement;
    explicit Put(Session& session)
        : statement(session,
                    insert_into("rates", columns) +
                        " ON CONFLICT (kind, published) DO UPDATE SET percent = excluded.percent, source = "
                        "excluded.source, loaded_at = excluded.loaded_at",
                    in(row.kind, row.published, row.percent, row.source, row.loaded_at)) {}
};

struct OfKind {
    std::string kind;
    Rate row;
    Statement statement;
    explicit OfKind(Session& session)
        : statement(session,
                    "SELECT " + std::string(columns) + " FROM rates WHERE kind = :kind ORDER BY published",
                    in(kind), out(row.kind, row.published, row.percent, row.source, row.loaded_at)) {}
};

}  // namespace

void put(WriteTx& tx, const Rate& rate) {
    auto& query = tx.session().prepared<Put>();
    query.row = rate;
    query.statement.run();
}

std::vector<Rate> of_kind(ReadTx& tx, std::string_view kind) {
    auto& query = tx.session().prepared<OfKind>();
    query.kind = kind;
    std::vector<Rate> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::rates
