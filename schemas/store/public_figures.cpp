#include "store/public_figures.hpp"

#include "store/session.hpp"

namespace qingqian::store::public_figures {
namespace {

struct Groups {
    std::string from;
    std::string to;
    Group row;
    Statement statement;
    explicit Groups(Session& session)
        : statement(
              session,
              "SELECT SUBSTR(number, 5, 6), state, respondent_type, SUBSTR(respondent_division, 1, 4), "
              "COUNT(*), "
              "CAST(SUM(arrears_fen) AS BIGINT), CAST(SUM(remaining_fen) AS BIGINT) FROM complaints WHERE "
              "number <> '' AND number >= :from AND number < :until GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
              in(from, to),
              out(row.month, row.state, row.respondent_type, row.prefecture, row.cases, row.arrears_fen,
                  row.remaining_fen)) {}
};

}  // namespace

std::vector<Group> groups(ReadTx& tx, std::string_view from, std::string_view to) {
    auto& query = tx.session().prepared<Groups>();
    query.from = from;
    query.to = to;
    std::vector<Group> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::public_figures
