#include "store/exhausted.hpp"

#include "store/session.hpp"

namespace qingqian::store::exhausted {
namespace {

constexpr std::string_view columns =
    "complaint, event, event_name, recipient, language, text, at, taken_at, calls, done_at, done_by, result";

auto members(records::Exhausted& r) {
    return std::tie(r.complaint, r.event, r.event_name, r.recipient, r.language, r.text, r.at, r.taken_at,
                    r.calls, r.done_at, r.done_by, r.result);
}

std::string select(std::string_view rest) {
    return "SELECT id, " + std::string(columns) + " FROM delivery_exhausted WHERE " + std::string(rest);
}

struct Insert {
    std::string province;
    records::Exhausted row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session,
                    insert_into("delivery_exhausted", "province, " + std::string(columns)) +
                        " ON CONFLICT (event, recipient) DO NOTHING RETURNING id",
                    in(province), in(members(row)), out(row.id)) {}
};

struct OfEvent {
    std::int64_t event = 0;
    std::string recipient;
    records::Exhausted row;
    Statement statement;
    explicit OfEvent(Session& session)
        : statement(session, select("event = :event AND recipient = :recipient"), in(event, recipient),
                    out(row.id), out(members(row))) {}
};

struct Find {
    std::int64_t id = 0;
    records::Exhausted row;
    Statement statement;
    explicit Find(Session& session)
        : statement(session, select("id = :id"), in(id), out(row.id), out(members(row))) {}
};

struct OfCase {
    std::int64_t complaint = 0;
    records::Exhausted row;
    Statement statement;
    explicit OfCase(Session& session)
        : statement(session, select("complaint = :complaint ORDER BY id"), in(complaint), out(row.id),
                    out(members(row))) {}
};

struct Untaken {
    std::int64_t limit = 0;
    records::Exhausted row;
    Statement statement;
    explicit Untaken(Session& session)
        : statement(session, select("taken_at = 0 ORDER BY id LIMIT :most"), in(limit), out(row.id),
                    out(members(row))) {}
};

struct Update {
    records::Exhausted row;
    Statement statement;
    explicit Update(Session& session)
        : statement(session,
                    "UPDATE delivery_exhausted SET " +
                        assignments("taken_at, calls, done_at, done_by, result") + " WHERE id = :id",
                    in(row.taken_at, row.calls, row.done_at, row.done_by, row.result, row.id)) {}
};

template <class Query>
std::vector<records::Exhausted> all(Query& query) {
    std::vector<records::Exhausted> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

template <class Query>
std::optional<records::Exhausted> first(Query& query) {
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

}  // namespace

bool insert(WriteTx& tx, records::Exhausted& row) {
    auto& query = tx.session().prepared<Insert>();
    query.row = row;
    query.province = tx.session().province_of(row.complaint);
    if (!query.statement.one()) return false;
    row.id = query.row.id;
    return true;
}

std::optional<records::Exhausted> of_event(ReadTx& tx, std::int64_t event, std::string_view recipient) {
    auto& query = tx.session().prepared<OfEvent>();
    query.event = event;
    query.recipient = recipient;
    return first(query);
}

std::optional<records::Exhausted> find(ReadTx& tx, std::int64_t id) {
    auto& query = tx.session().prepared<Find>();
    query.id = id;
    return first(query);
}

std::vector<records::Exhausted> of_case(ReadTx& tx, std::int64_t complaint) {
    auto& query = tx.session().prepared<OfCase>();
    query.complaint = complaint;
    return all(query);
}

std::vector<records::Exhausted> untaken(ReadTx& tx, std::size_t limit) {
    auto& query = tx.session().prepared<Untaken>();
    query.limit = static_cast<std::int64_t>(limit);
    return all(query);
}

void update(WriteTx& tx, const records::Exhausted& row) {
    auto& query = tx.session().prepared<Update>();
    query.row = row;
    query.statement.run();
}

}  // namespace qingqian::store::exhausted
