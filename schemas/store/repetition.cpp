#include "store/repetition.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "store/complaint_columns.hpp"
#include "store/cursor.hpp"
#include "store/session.hpp"

namespace qingqian::store::repetition {
namespace {

using records::Complaint;

struct SameParties {
    std::string complainant;
    std::string respondent;
    std::int64_t limit = 0;
    Complaint row;
    Statement statement;
    explicit SameParties(Session& session)
        : statement(
              session,
              "SELECT id, " + std::string(complaint_columns) +
                  " FROM complaints WHERE complainant_code = :complainant AND complainant_code <> '' AND "
                  "respondent_code = :respondent ORDER BY id DESC LIMIT :most",
              in(complainant, respondent, limit), out(row.id), out(complaint_members(row))) {}
};

/// Whether the same firm has another case, whoever it is about: most have none.
struct AnyOther {
    std::string complainant;
    std::int64_t own = 0;
    std::int64_t found = 0;
    Statement statement;
    explicit AnyOther(Session& session)
        : statement(session,
                    "SELECT id FROM complaints WHERE complainant_code = :complainant AND complainant_code <> "
                    "'' AND id <> :own LIMIT 1",
                    in(complainant, own), out(found)) {}
};

/// The codes of everybody a firm has complained about, one jump in the index each.
struct RespondentsOf {
    std::string complainant;
    std::string respondent;
    Statement statement;
    explicit RespondentsOf(Session& session)
        : statement(
              session,
              "SELECT DISTINCT respondent_code FROM complaints WHERE complainant_code = :complainant AND "
              "complainant_code <> '' ORDER BY respondent_code LIMIT 50",
              in(complainant), out(respondent)) {}
};

/// The cases of a respondent below a place, newest first, as far as a body may see them.
struct CasesOf {
    std::string code;
    std::int64_t body = 0;
    std::int64_t below = 0;
    std::int64_t below_id = 0;
    std::int64_t limit = 0;
    Complaint row;
    Statement statement;
    explicit CasesOf(Session& session)
        : statement(session,
                    "SELECT c.id, " + qualified("c", complaint_columns) +
                        " FROM complaints c JOIN case_scope s ON s.complaint = c.id AND s.body = :body WHERE "
                        "c.respondent_code = :code AND c.respondent_code <> '' AND c.received_at > 0 AND "
                        "(c.received_at, c.id) < (:below, :below_id) ORDER BY c.received_at DESC, c.id DESC "
                        "LIMIT :most",
                    in(body, code, below, below_id, limit), out(row.id), out(complaint_members(row))) {}
};

/// The same cases, no more of each than the record adds up.
struct SumsOf {
    std::string code;
    std::int64_t body = 0;
    std::string name;
    std::int64_t arrears_fen = 0;
    std::int64_t remaining_fen = 0;
    std::int64_t received_at = 0;
    std::int64_t closed_at = 0;
    Statement statement;
    explicit SumsOf(Session& session)
        : statement(
              session,
              "SELECT c.respondent_name, c.arrears_fen, c.remaining_fen, c.received_at, c.closed_at FROM "
              "complaints c JOIN case_scope s ON s.complaint = c.id AND s.body = :body WHERE "
              "c.respondent_code = :code AND c.respondent_code <> '' AND c.received_at > 0 ORDER BY "
              "c.received_at, c.id",
              in(body, code), out(name, arrears_fen, remaining_fen, received_at, closed_at)) {}
};

bool same_respondent(const Complaint& left, const Complaint& right) {
    if (!left.respondent_code.empty() && !right.respondent_code.empty()) {
        return left.respondent_code == right.respondent_code;
    }
    return !left.respondent_name.empty() && left.respondent_name == right.respondent_name;
}

void collect(ReadTx& tx, const Complaint& complaint, std::string_view respondent, std::size_t limit,
             std::vector<Complaint>& found) {
    auto& query = tx.session().prepared<SameParties>();
    query.complainant = complaint.complainant_code;
    query.respondent = respondent;
    query.limit = static_cast<std::int64_t>(limit);
    query.statement.each([&] {
        if (query.row.id == complaint.id || query.row.received_at == 0) return;
        if (same_respondent(query.row, complaint)) found.push_back(query.row);
    });
}

void collect_by_name(ReadTx& tx, const Complaint& complaint, std::size_t limit,
                     std::vector<Complaint>& found) {
    auto& codes = tx.session().prepared<RespondentsOf>();
    codes.complainant = complaint.complainant_code;
    std::vector<std::string> known;
    codes.statement.each([&] { known.push_back(codes.respondent); });
    for (const auto& code : known) collect(tx, complaint, code, limit, found);
}

void add_name(Record& record, const SumsOf& sums) {
    auto named = std::ranges::find(record.names, sums.name, &Record::Name::name);
    if (named == record.names.end()) {
        record.names.push_back({sums.name, 0, sums.received_at, 0});
        named = record.names.end() - 1;
    }
    named->cases += 1;
    named->last_at = sums.received_at;
}

}  // namespace

bool complained_before(ReadTx& tx, const Complaint& complaint) {
    auto& query = tx.session().prepared<AnyOther>();
    query.complainant = complaint.complainant_code;
    query.own = complaint.id;
    return query.statement.one();
}

std::vector<Complaint> same_parties(ReadTx& tx, const Complaint& complaint, std::size_t limit) {
    std::vector<Complaint> found;
    if (complaint.complainant_code.empty()) return found;
    if (complaint.respondent_code.empty()) {
        collect_by_name(tx, complaint, limit, found);
    } else {
        collect(tx, complaint, complaint.respondent_code, limit, found);
        collect(tx, complaint, "", limit, found);
    }
    std::ranges::sort(found, std::ranges::greater{}, &Complaint::id);
    return found;
}

Record record_of(ReadTx& tx, const complaints::Scope& scope, std::string_view respondent_code) {
    Record record;
    auto& sums = tx.session().prepared<SumsOf>();
    sums.code = respondent_code;
    sums.body = complaints::body_of(scope);
    sums.statement.each([&] {
        if (record.cases == 0) record.first_at = sums.received_at;
        record.cases += 1;
        record.open += sums.closed_at == 0 ? 1 : 0;
        record.arrears_fen += sums.arrears_fen;
        record.remaining_fen += sums.remaining_fen;
        record.last_at = sums.received_at;
        add_name(record, sums);
    });
    return record;
}

base::Result<CasePage> cases_of(ReadTx& tx, const complaints::Scope& scope, std::string_view respondent_code,
                                std::string_view after, std::size_t limit) {
    auto& query = tx.session().prepared<CasesOf>();
    query.code = respondent_code;
    query.body = complaints::body_of(scope);
    query.below = std::numeric_limits<std::int64_t>::max();
    query.below_id = 0;
    if (!after.empty()) {
        const auto place = read_cursor('r', after);
        if (!place) return bad_cursor();
        std::tie(query.below, query.below_id) = *place;
    }
    query.limit = static_cast<std::int64_t>(limit) + 1;
    CasePage page;
    query.statement.each([&] { page.cases.push_back(query.row); });
    if (page.cases.size() > limit) {
        page.cases.resize(limit);
        page.next = write_cursor('r', {page.cases.back().received_at, page.cases.back().id});
    }
    return page;
}

}  // namespace qingqian::store::repetition
