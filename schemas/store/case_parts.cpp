#include "store/case_parts.hpp"

#include <string>
#include <tuple>

#include "store/complaints.hpp"
#include "store/session.hpp"

namespace qingqian::store::case_parts {
namespace {

/// How a kind of part is stored: its table, its columns but `id`, the order they are read in.
template <class Part>
struct Table;

template <>
struct Table<records::Track> {
    static constexpr std::string_view name = "tracks";
    static constexpr std::string_view columns =
        "complaint, kind, state, opened_at, opened_by, opened_for, event, document, data, result, ended_at, "
        "ended_by";
    static constexpr std::string_view order = "id";
    static auto members(records::Track& t) {
        return std::tie(t.complaint, t.kind, t.state, t.opened_at, t.opened_by, t.opened_for, t.event,
                        t.document, t.data, t.result, t.ended_at, t.ended_by);
    }
};

template <>
struct Table<records::CaseBody> {
    static constexpr std::string_view name = "case_bodies";
    static constexpr std::string_view columns = "complaint, body, role, rule, since, until";
    static constexpr std::string_view order = "id";
    static auto members(records::CaseBody& b) {
        return std::tie(b.complaint, b.body, b.role, b.rule, b.since, b.until);
    }
};

template <>
struct Table<records::Instalment> {
    static constexpr std::string_view name = "instalments";
    static constexpr std::string_view columns = "complaint, seq, due, amount_fen, paid_fen, state, evidence";
    static constexpr std::string_view order = "seq";
    static auto members(records::Instalment& i) {
        return std::tie(i.complaint, i.seq, i.due, i.amount_fen, i.paid_fen, i.state, i.evidence);
    }
};

template <class Part>
struct Insert {
    using T = Table<Part>;
    Part row;
    std::string province;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, insert_into(T::name, "province, " + std::string(T::columns)) + " RETURNING id",
                    in(province), in(T::members(row)), out(row.id)) {}
};

template <class Part>
struct Update {
    using T = Table<Part>;
    Part row;
    Statement statement;
    explicit Update(Session& session)
        : statement(session,
                    "UPDATE " + std::string(T::name) + " SET " + assignments(T::columns) + " WHERE id = :id",
                    in(T::members(row)), in(row.id)) {}
};

template <class Part>
struct OfCase {
    using T = Table<Part>;
    std::int64_t complaint = 0;
    Part row;
    Statement statement;
    explicit OfCase(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(T::columns) + " FROM " + std::string(T::name) +
                        " WHERE complaint = :complaint ORDER BY " + std::string(T::order),
                    in(complaint), out(row.id), out(T::members(row))) {}
};

template <class Part>
void insert(WriteTx& tx, Part& part) {
    auto& query = tx.session().prepared<Insert<Part>>();
    query.row = part;
    query.province = tx.session().province_of(part.complaint);
    query.statement.one();
    part.id = query.row.id;
}

template <class Part>
void update(WriteTx& tx, const Part& part) {
    auto& query = tx.session().prepared<Update<Part>>();
    query.row = part;
    query.statement.run();
}

template <class Part>
std::vector<Part> of_case(ReadTx& tx, std::int64_t complaint) {
    std::vector<Part> found;
    auto& query = tx.session().prepared<OfCase<Part>>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

struct PutCode {
    std::int64_t complaint = 0;
    std::string province;
    std::string code_hash;
    std::int64_t created_at = 0;
    Statement statement;
    explicit PutCode(Session& session)
        : statement(session,
                    insert_into("respondent_codes", "complaint, province, code_hash, created_at") +
                        " ON CONFLICT (complaint) DO UPDATE SET code_hash = excluded.code_hash, created_at = "
                        "excluded.created_at",
                    in(complaint, province, code_hash, created_at)) {}
};

struct FindCode {
    std::string code_hash;
    std::int64_t complaint = 0;
    Statement statement;
    explicit FindCode(Session& session)
        : statement(session, "SELECT complaint FROM respondent_codes WHERE code_hash = :hash", in(code_hash),
                    out(complaint)) {}
};

}  // namespace

void insert_track(WriteTx& tx, records::Track& track) {
    insert(tx, track);
}
void update_track(WriteTx& tx, const records::Track& track) {
    update(tx, track);
}
std::vector<records::Track> tracks(ReadTx& tx, std::int64_t complaint) {
    return of_case<records::Track>(tx, complaint);
}

void insert_body(WriteTx& tx, records::CaseBody& part) {
    insert(tx, part);
}
void update_body(WriteTx& tx, const records::CaseBody& part) {
    update(tx, part);
}
std::vector<records::CaseBody> bodies(ReadTx& tx, std::int64_t complaint) {
    return of_case<records::CaseBody>(tx, complaint);
}

void insert_instalment(WriteTx& tx, records::Instalment& instalment) {
    insert(tx, instalment);
}
void update_instalment(WriteTx& tx, const records::Instalment& instalment) {
    update(tx, instalment);
}
std::vector<records::Instalment> plan(ReadTx& tx, std::int64_t complaint) {
    return of_case<records::Instalment>(tx, complaint);
}

void put_respondent_code(WriteTx& tx, std::int64_t complaint, std::string_view code_hash,
                         base::UtcMillis at) {
    auto& query = tx.session().prepared<PutCode>();
    query.complaint = complaint;
    query.province = tx.session().province_of(complaint);
    query.code_hash = code_hash;
    query.created_at = at;
    query.statement.run();
}

std::optional<records::Complaint> find_by_respondent_code(ReadTx& tx, std::string_view code_hash) {
    auto& query = tx.session().prepared<FindCode>();
    query.code_hash = code_hash;
    if (!query.statement.one()) return std::nullopt;
    return complaints::find_by_id(tx, query.complaint);
}

}  // namespace qingqian::store::case_parts
