#include "store/documents.hpp"

#include <string>
#include <tuple>

#include "store/session.hpp"

namespace qingqian::store::documents {
namespace {

constexpr std::string_view columns = "uid, complaint, body, type, year, serial, number, event, at, voided_at";

auto members(records::Document& d) {
    return std::tie(d.uid, d.complaint, d.body, d.type, d.year, d.serial, d.number, d.event, d.at,
                    d.voided_at);
}

struct NextSerial {
    std::int64_t body = 0;
    std::string type;
    std::int64_t year = 0;
    std::int64_t serial = 0;
    Statement statement;
    explicit NextSerial(Session& session)
        : statement(
              session,
              "INSERT INTO document_numbers (body, type, year, last) VALUES (:body, :type, :year, 1) ON "
              "CONFLICT (body, type, year) DO UPDATE SET last = document_numbers.last + 1 RETURNING last",
              in(body, type, year), out(serial)) {}
};

struct Insert {
    records::Document row;
    std::string province;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into("documents", "province, " + std::string(columns)) + " RETURNING id",
                    in(province), in(members(row)), out(row.id)) {}
};

struct OfCase {
    std::int64_t complaint = 0;
    records::Document row;
    Statement statement;
    explicit OfCase(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(columns) +
                        " FROM documents WHERE complaint = :complaint ORDER BY id",
                    in(complaint), out(row.id), out(members(row))) {}
};

}  // namespace

std::int64_t next_serial(WriteTx& tx, std::int64_t body, std::string_view type, std::int64_t year) {
    auto& query = tx.session().prepared<NextSerial>();
    query.body = body;
    query.type = type;
    query.year = year;
    query.statement.one();
    return query.serial;
}

void insert(WriteTx& tx, records::Document& document) {
    auto& query = tx.session().prepared<Insert>();
    query.row = document;
    query.province = tx.session().province_of(document.complaint);
    query.statement.one();
    document.id = query.row.id;
}

std::vector<records::Document> of_case(ReadTx& tx, std::int64_t complaint) {
    std::vector<records::Document> found;
    auto& query = tx.session().prepared<OfCase>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::documents
