#include "store/links.hpp"

#include <algorithm>
#include <string_view>

#include "store/session.hpp"

namespace qingqian::store::links {
namespace {

constexpr std::string_view columns = "province, complaint, other, kind, event, created_at";

struct Insert {
    std::string province;
    Link row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session,
                    insert_into("links", columns) + " ON CONFLICT (complaint, other, kind) DO NOTHING",
                    in(province, row.complaint, row.other, row.kind, row.event, row.created_at)) {}
};

struct Select {
    std::int64_t complaint = 0;
    Link row;
    Statement statement;
    Select(Session& session, const std::string& condition)
        : statement(
              session, "SELECT id, complaint, other, kind, event, created_at FROM links WHERE " + condition,
              in(complaint), out(row.id, row.complaint, row.other, row.kind, row.event, row.created_at)) {}
};
struct Beginning : Select {
    explicit Beginning(Session& session) : Select(session, "complaint = :complaint") {}
};
struct Ending : Select {
    explicit Ending(Session& session) : Select(session, "other = :other") {}
};

template <class Query>
void collect(ReadTx& tx, std::int64_t complaint, std::vector<Link>& found) {
    auto& query = tx.session().prepared<Query>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.row); });
}

}  // namespace

void insert(WriteTx& tx, const Link& link) {
    auto& query = tx.session().prepared<Insert>();
    query.province = tx.session().province_of(link.complaint);
    query.row = link;
    query.statement.run();
}

void insert(WriteTx& tx, const records::CaseLink& link, std::int64_t event, base::UtcMillis at) {
    insert(tx, {0, link.complaint, link.other, link.kind, event, at});
}

std::vector<Link> of_case(ReadTx& tx, std::int64_t complaint) {
    std::vector<Link> found;
    collect<Beginning>(tx, complaint, found);
    collect<Ending>(tx, complaint, found);
    std::ranges::sort(found, {}, &Link::id);
    return found;
}

}  // namespace qingqian::store::links
