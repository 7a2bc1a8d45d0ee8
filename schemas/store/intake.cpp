#include "store/intake.hpp"

#include <tuple>

#include "store/cursor.hpp"
#include "store/session.hpp"

namespace qingqian::store::intake {
namespace {

constexpr std::string_view columns = "platform, number, province, content_hash, complaint, call, created_at";

auto members(Source& s) {
    return std::tie(s.platform, s.number, s.province, s.content_hash, s.complaint, s.call, s.created_at);
}

std::string select(std::string_view condition) {
    return "SELECT " + std::string(columns) + " FROM intake_sources WHERE " + std::string(condition);
}

struct Insert {
    Source row;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session,
                    insert_into("intake_sources", columns) + " ON CONFLICT (platform, number) DO NOTHING",
                    in(members(row))) {}
};

struct ByNumber {
    std::string platform;
    std::string number;
    Source row;
    Statement statement;
    explicit ByNumber(Session& session)
        : statement(session, select("platform = :platform AND number = :number"), in(platform, number),
                    out(members(row))) {}
};

struct ByKey {
    std::int64_t key = 0;
    Source row;
    Statement statement;
    ByKey(Session& session, std::string_view condition)
        : statement(session, select(condition), in(key), out(members(row))) {}
};
struct ByComplaint : ByKey {
    explicit ByComplaint(Session& session) : ByKey(session, "complaint = :complaint AND complaint <> 0") {}
};
struct ByCall : ByKey {
    explicit ByCall(Session& session) : ByKey(session, "call = :call AND call <> 0") {}
};

template <class Query>
std::optional<Source> find_by(ReadTx& tx, std::int64_t key) {
    auto& query = tx.session().prepared<Query>();
    query.key = key;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

struct Update {
    Source row;
    Statement statement;
    explicit Update(Session& session)
        : statement(session,
                    "UPDATE intake_sources SET complaint = :complaint, call = :call WHERE platform = "
                    ":platform AND number = "
                    ":number",
                    in(row.complaint, row.call, row.platform, row.number)) {}
};

struct Feed {
    Source row;
    std::int64_t seq = 0;
    Statement statement;
    explicit Feed(Session& session)
        : statement(
              session,
              "INSERT INTO intake_feed (province, platform, number, complaint, seq, tx) VALUES (:province, "
              ":platform, :number, :complaint, :seq, " +
                  std::string(dialect::transaction_id(session.engine())) + ")",
              in(row.province, row.platform, row.number, row.complaint, seq)) {}
};

struct Entries {
    std::string platform;
    std::int64_t tx = 0;
    std::int64_t id = 0;
    std::int64_t limit = 0;
    Entry row;
    std::int64_t row_tx = 0;
    std::int64_t row_id = 0;
    Statement statement;
    explicit Entries(Session& session)
        : statement(
              session,
              "SELECT number, complaint, seq, tx, id FROM intake_feed WHERE platform = :platform AND (tx, "
              "id) > (:tx, :id) AND " +
                  std::string(dialect::settled_transaction(session.engine(), "tx")) +
                  " ORDER BY tx, id LIMIT :most",
              in(platform, tx, id, limit), out(row.number, row.complaint, row.seq, row_tx, row_id)) {}
};

}  // namespace

bool insert(WriteTx& tx, const Source& source) {
    auto& query = tx.session().prepared<Insert>();
    query.row = source;
    return query.statement.run() == 1;
}

std::optional<Source> find(ReadTx& tx, std::string_view platform, std::string_view number) {
    auto& query = tx.session().prepared<ByNumber>();
    query.platform = platform;
    query.number = number;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

std::optional<Source> of_complaint(ReadTx& tx, std::int64_t complaint) {
    return find_by<ByComplaint>(tx, complaint);
}

std::optional<Source> of_call(ReadTx& tx, std::int64_t call) {
    return find_by<ByCall>(tx, call);
}

void update(WriteTx& tx, const Source& source) {
    auto& query = tx.session().prepared<Update>();
    query.row = source;
    query.statement.run();
}

void feed(WriteTx& tx, const Source& source, std::int64_t seq) {
    auto& query = tx.session().prepared<Feed>();
    query.row = source;
    query.seq = seq;
    query.statement.run();
}

base::Result<std::vector<Entry>> entries(ReadTx& tx, std::string_view platform, std::string_view after,
                                         std::size_t limit) {
    auto& query = tx.session().prepared<Entries>();
    query.platform = platform;
    std::tie(query.tx, query.id) = NumberedPlace{0, 0};
    if (!after.empty()) {
        const auto place = read_cursor('e', after);
        if (!place) return bad_cursor();
        std::tie(query.tx, query.id) = *place;
    }
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<Entry> found;
    query.statement.each([&] {
        found.push_back(query.row);
        found.back().cursor = write_cursor('e', {query.row_tx, query.row_id});
    });
    return found;
}

}  // namespace qingqian::store::intake
