#include <string>
#include <string_view>
#include <tuple>

#include "store/history.hpp"
#include "store/session.hpp"

namespace qingqian::store::history {
namespace {

constexpr std::string_view columns =
    "complaint, seq, type, action, actor_kind, actor, actor_name, at, payload, prev_hash, hash";

auto members(records::Event& e) {
    return std::tie(e.complaint, e.seq, e.type, e.action, e.actor_kind, e.actor, e.actor_name, e.at,
                    e.payload, e.prev_hash, e.hash);
}

struct InsertEvent {
    records::Event row;
    std::string province;
    Statement statement;
    explicit InsertEvent(Session& session)
        : statement(session, insert_into("events", "province, " + std::string(columns)) + " RETURNING id",
                    in(province), in(members(row)), out(row.id)) {}
};

struct InsertValue {
    records::EventValue row;
    std::string province;
    Statement statement;
    explicit InsertValue(Session& session)
        : statement(session, insert_into("event_values", "event, pointer, province, salt, value"),
                    in(row.event, row.pointer, province, row.salt, row.value)) {}
};

struct EventsOf {
    std::int64_t complaint = 0;
    records::Event row;
    Statement statement;
    explicit EventsOf(Session& session)
        : statement(
              session,
              "SELECT id, " + std::string(columns) + " FROM events WHERE complaint = :complaint ORDER BY seq",
              in(complaint), out(row.id), out(members(row))) {}
};

struct ValuesOf {
    std::int64_t complaint = 0;
    records::EventValue row;
    Statement statement;
    explicit ValuesOf(Session& session)
        : statement(session,
                    "SELECT v.event, v.pointer, v.salt, v.value FROM events e JOIN event_values v ON v.event "
                    "= e.id "
                    "WHERE e.complaint = :complaint ORDER BY e.seq, v.pointer",
                    in(complaint), out(row.event, row.pointer, row.salt, row.value)) {}
};

struct FindHash {
    std::string number;
    std::string hash;
    std::int64_t seq = 0;
    Statement statement;
    explicit FindHash(Session& session)
        : statement(session,
                    "SELECT e.seq FROM complaints c JOIN events e ON e.complaint = c.id WHERE c.number = "
                    ":number AND "
                    "c.number <> '' AND e.hash = :hash ORDER BY e.seq LIMIT 1",
                    in(number, hash), out(seq)) {}
};

struct CaseIds {
    std::int64_t after = 0;
    std::int64_t limit = 0;
    std::int64_t id = 0;
    Statement statement;
    explicit CaseIds(Session& session)
        : statement(session, "SELECT id FROM complaints WHERE id > :after ORDER BY id LIMIT :most",
                    in(after, limit), out(id)) {}
};

constexpr std::string_view entry_columns =
    "complaint, event, kind, amount_fen, at, corrects, paid_on, evidence, instalment";

auto members(records::LedgerEntry& e) {
    return std::tie(e.complaint, e.event, e.kind, e.amount_fen, e.at, e.corrects, e.paid_on, e.evidence,
                    e.instalment);
}

struct InsertEntry {
    records::LedgerEntry row;
    std::string province;
    Statement statement;
    explicit InsertEntry(Session& session)
        : statement(session,
                    insert_into("ledger", "province, " + std::string(entry_columns)) + " RETURNING id",
                    in(province), in(members(row)), out(row.id)) {}
};

struct EntriesOf {
    std::int64_t complaint = 0;
    records::LedgerEntry row;
    Statement statement;
    explicit EntriesOf(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(entry_columns) +
                        " FROM ledger WHERE complaint = :complaint ORDER BY id",
                    in(complaint), out(row.id), out(members(row))) {}
};

}  // namespace

void append(WriteTx& tx, records::Event& event, const std::vector<records::EventValue>& values) {
    const std::string province(tx.session().province_of(event.complaint));
    auto& query = tx.session().prepared<InsertEvent>();
    query.row = event;
    query.province = province;
    query.statement.one();
    event.id = query.row.id;
    for (const auto& value : values) {
        auto& insert = tx.session().prepared<InsertValue>();
        insert.row = value;
        insert.row.event = event.id;
        insert.province = province;
        insert.statement.run();
    }
}

std::vector<records::Event> events(ReadTx& tx, std::int64_t complaint) {
    std::vector<records::Event> found;
    auto& query = tx.session().prepared<EventsOf>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::vector<records::EventValue> values(ReadTx& tx, std::int64_t complaint) {
    std::vector<records::EventValue> found;
    auto& query = tx.session().prepared<ValuesOf>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::optional<std::int64_t> find_hash(ReadTx& tx, std::string_view number, std::string_view hash) {
    auto& query = tx.session().prepared<FindHash>();
    query.number = number;
    query.hash = hash;
    if (!query.statement.one()) return std::nullopt;
    return query.seq;
}

std::vector<std::int64_t> case_ids(ReadTx& tx, std::int64_t after, std::size_t limit) {
    std::vector<std::int64_t> found;
    auto& query = tx.session().prepared<CaseIds>();
    query.after = after;
    query.limit = static_cast<std::int64_t>(limit);
    query.statement.each([&] { found.push_back(query.id); });
    return found;
}

void insert_entry(WriteTx& tx, records::LedgerEntry& entry) {
    auto& query = tx.session().prepared<InsertEntry>();
    query.row = entry;
    query.province = tx.session().province_of(entry.complaint);
    query.statement.one();
    entry.id = query.row.id;
}

std::vector<records::LedgerEntry> entries(ReadTx& tx, std::int64_t complaint) {
    std::vector<records::LedgerEntry> found;
    auto& query = tx.session().prepared<EntriesOf>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::history
