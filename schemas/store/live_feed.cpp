#include "store/live_feed.hpp"

#include <charconv>
#include <string_view>
#include <tuple>

#include "store/session.hpp"

namespace qingqian::store::live_feed {
namespace {

std::string joined(const std::vector<std::int64_t>& numbers) {
    std::string text;
    for (const auto number : numbers) {
        if (!text.empty()) text += ',';
        text += std::to_string(number);
    }
    return text;
}

std::vector<std::int64_t> split(std::string_view text) {
    std::vector<std::int64_t> numbers;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + comma, number);
        numbers.push_back(number);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return numbers;
}

struct Add {
    Note note;
    std::string left;
    std::string officers;
    Statement statement;
    explicit Add(Session& session)
        : statement(session,
                    "INSERT INTO live_feed (tx, complaint, event, parties, left_bodies, officers) VALUES (" +
                        std::string(dialect::transaction_id(session.engine())) +
                        ", :complaint, :event, :parties, :left_bodies, :officers)",
                    in(note.complaint, note.event, note.parties, left, officers)) {}
};

struct Entries {
    std::int64_t tx = 0;
    std::int64_t id = 0;
    std::int64_t limit = 0;
    Entry row;
    std::int64_t row_tx = 0;
    std::int64_t row_id = 0;
    std::string left;
    std::string officers;
    Statement statement;
    explicit Entries(Session& session)
        : statement(
              session,
              "SELECT f.tx, f.id, f.complaint, f.event, f.parties, f.left_bodies, f.officers, "
              "COALESCE(c.uid, ''), COALESCE(c.number, ''), COALESCE(c.state, ''), COALESCE(c.revision, 0), "
              "COALESCE(c.assignee, 0), COALESCE(e.type, ''), COALESCE(e.actor_kind, ''), "
              "COALESCE(e.actor_name, ''), COALESCE(e.actor, 0), COALESCE(e.at, 0) "
              "FROM live_feed f LEFT JOIN complaints c ON c.id = f.complaint "
              "LEFT JOIN events e ON e.id = f.event WHERE (f.tx, f.id) > (:tx, :id) AND " +
                  dialect::settled_transaction(session.engine(), "f.tx") + " ORDER BY f.tx, f.id LIMIT :most",
              in(tx, id, limit),
              out(row_tx, row_id, row.note.complaint, row.note.event, row.note.parties, left, officers,
                  row.uid, row.number, row.state, row.revision, row.assignee, row.type, row.actor_kind,
                  row.actor_name, row.actor, row.at)) {}
};

struct Between {
    std::int64_t tx = 0, id = 0, until_tx = 0, until_id = 0, most = 0, found = 0;
    Statement statement;
    explicit Between(Session& session)
        : statement(session,
                    "SELECT COUNT(*) FROM (SELECT 1 FROM live_feed WHERE (tx, id) > (:tx, :id) AND "
                    "(tx, id) <= (:until_tx, :until_id) LIMIT :most) AS counted",
                    in(tx, id, until_tx, until_id, most), out(found)) {}
};

struct Newest {
    std::int64_t tx = 0, id = 0;
    Statement statement;
    explicit Newest(Session& session)
        : statement(session,
                    "SELECT tx, id FROM live_feed WHERE " +
                        dialect::settled_transaction(session.engine(), "tx") +
                        " ORDER BY tx DESC, id DESC LIMIT 1",
                    out(tx, id)) {}
};

struct Oldest {
    std::int64_t id = 0;
    Statement statement;
    explicit Oldest(Session& session)
        : statement(session, "SELECT id FROM live_feed ORDER BY id LIMIT 1", out(id)) {}
};

struct Holds {
    std::int64_t tx = 0, id = 0, found = 0;
    Statement statement;
    explicit Holds(Session& session)
        : statement(session, "SELECT 1 FROM live_feed WHERE id = :id AND tx = :tx", in(id, tx), out(found)) {}
};

struct Forget {
    std::int64_t kept = rows_kept;
    Statement statement;
    explicit Forget(Session& session)
        : statement(session, "DELETE FROM live_feed WHERE id <= (SELECT MAX(id) FROM live_feed) - :kept",
                    in(kept)) {}
};

struct Bodies {
    std::int64_t complaint = 0;
    std::int64_t body = 0;
    Statement statement;
    explicit Bodies(Session& session)
        : statement(session, "SELECT body FROM case_scope WHERE complaint = :complaint ORDER BY body",
                    in(complaint), out(body)) {}
};

}  // namespace

void add(WriteTx& tx, const Note& note) {
    auto& query = tx.session().prepared<Add>();
    query.note = note;
    query.left = joined(note.left);
    query.officers = joined(note.officers);
    query.statement.run();
}

std::vector<Entry> entries(ReadTx& tx, NumberedPlace after, std::size_t limit) {
    auto& query = tx.session().prepared<Entries>();
    std::tie(query.tx, query.id) = after;
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<Entry> found;
    query.statement.each([&] {
        found.push_back(query.row);
        auto& entry = found.back();
        entry.place = {query.row_tx, query.row_id};
        entry.note.left = split(query.left);
        entry.note.officers = split(query.officers);
    });
    for (auto& entry : found) {
        if (entry.note.complaint != 0) entry.bodies = bodies_of(tx, entry.note.complaint);
    }
    return found;
}

std::size_t between(ReadTx& tx, NumberedPlace after, NumberedPlace until, std::size_t most) {
    auto& query = tx.session().prepared<Between>();
    std::tie(query.tx, query.id) = after;
    std::tie(query.until_tx, query.until_id) = until;
    query.most = static_cast<std::int64_t>(most);
    query.statement.one();
    return static_cast<std::size_t>(query.found);
}

NumberedPlace newest(ReadTx& tx) {
    auto& query = tx.session().prepared<Newest>();
    if (!query.statement.one()) return {0, 0};
    return {query.tx, query.id};
}

bool reaches_back_to(ReadTx& tx, NumberedPlace place) {
    if (place == NumberedPlace{0, 0}) {
        auto& oldest = tx.session().prepared<Oldest>();
        return !oldest.statement.one() || oldest.id <= 1;
    }
    auto& query = tx.session().prepared<Holds>();
    std::tie(query.tx, query.id) = place;
    return query.statement.one();
}

void forget(WriteTx& tx) {
    tx.session().prepared<Forget>().statement.run();
}

std::vector<std::int64_t> bodies_of(ReadTx& tx, std::int64_t complaint) {
    auto& query = tx.session().prepared<Bodies>();
    query.complaint = complaint;
    std::vector<std::int64_t> bodies;
    query.statement.each([&] { bodies.push_back(query.body); });
    return bodies;
}

}  // namespace qingqian::store::live_feed
