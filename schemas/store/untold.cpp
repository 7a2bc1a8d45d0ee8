#include "store/untold.hpp"

#include "store/session.hpp"

namespace qingqian::store::untold {
namespace {

struct Insert {
    Row row;
    std::string province;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("untold", "event, province, complaint, notices"),
                    in(row.event, province, row.complaint, row.notices)) {}
};

struct Next {
    std::int64_t after = 0;
    std::int64_t limit = 0;
    Row row;
    Statement statement;
    explicit Next(Session& session)
        : statement(session,
                    "SELECT event, complaint, notices FROM untold WHERE event > :after ORDER BY event LIMIT "
                    ":most",
                    in(after, limit), out(row.event, row.complaint, row.notices)) {}
};

struct Remove {
    std::int64_t event = 0;
    Statement statement;
    explicit Remove(Session& session)
        : statement(session, "DELETE FROM untold WHERE event = :event", in(event)) {}
};

}  // namespace

void insert(WriteTx& tx, const Row& row) {
    auto& query = tx.session().prepared<Insert>();
    query.row = row;
    query.province = tx.session().province_of(row.complaint);
    query.statement.run();
}

std::vector<Row> next(ReadTx& tx, std::int64_t after, std::size_t limit) {
    std::vector<Row> found;
    auto& query = tx.session().prepared<Next>();
    query.after = after;
    query.limit = static_cast<std::int64_t>(limit);
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

bool remove(WriteTx& tx, std::int64_t event) {
    auto& query = tx.session().prepared<Remove>();
    query.event = event;
    return query.statement.run() != 0;
}

}  // namespace qingqian::store::untold
