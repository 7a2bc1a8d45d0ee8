#include "store/send_log.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "store/cursor.hpp"
#include "store/send_log_filter.hpp"
#include "store/session.hpp"

namespace qingqian::store::send_log {
namespace {

constexpr std::string_view row_columns =
    "m.id, m.uid, m.complaint, m.event, m.event_name, m.recipient, m.channel, m.language, m.address, "
    "m.subject, m.text, m.state, m.reason, m.provider, m.provider_id, m.tries, m.created_at, m.next_try_at, "
    "m.updated_at, COALESCE(c.number, '')";

auto row_members(Row& row) {
    auto& m = row.message;
    return std::tie(m.id, m.uid, m.complaint, m.event, m.event_name, m.recipient, m.channel, m.language,
                    m.address, m.subject, m.text, m.state, m.reason, m.provider, m.provider_id, m.tries,
                    m.created_at, m.next_try_at, m.updated_at, row.number);
}

struct PageQuery {
    Filter filter;
    std::int64_t below = 0;
    std::int64_t below_id = 0;
    std::int64_t most = 0;
    Row row;
    Statement statement;
    PageQuery(Session& session, const Shape& shape)
        : filter(shape),
          statement(session,
                    "SELECT " + std::string(row_columns) +
                        " FROM messages m LEFT JOIN complaints c ON c.id = m.complaint WHERE (m.created_at, "
                        "m.id) < (:below, :below_id)" +
                        filter.text() + " ORDER BY m.created_at DESC, m.id DESC LIMIT :most",
                    out(row_members(row)), in(below, below_id), filter.binding(), in(most)) {}
};

struct FindQuery {
    Filter filter;
    std::string uid;
    Row row;
    Statement statement;
    FindQuery(Session& session, const Shape& shape)
        : filter(shape),
          statement(session,
                    "SELECT " + std::string(row_columns) +
                        " FROM messages m LEFT JOIN complaints c ON c.id = m.complaint WHERE m.uid = :uid" +
                        filter.text(),
                    out(row_members(row)), in(uid), filter.binding()) {}
};

struct CountQuery {
    Filter filter;
    std::int64_t found = 0;
    Statement statement;
    CountQuery(Session& session, const Shape& shape)
        : filter(shape),
          statement(session, "SELECT count(*) FROM messages m WHERE m.created_at >= 0" + filter.text(),
                    out(found), filter.binding()) {}
};

struct StandingsQuery {
    Filter filter;
    Standing row;
    Statement statement;
    StandingsQuery(Session& session, const Shape& shape)
        : filter(shape),
          statement(session,
                    "SELECT m.channel, m.state, count(*) FROM messages m WHERE m.created_at >= 0" +
                        filter.text() + " GROUP BY m.channel, m.state ORDER BY 1, 2",
                    out(row.channel, row.state, row.messages), filter.binding()) {}
};

// The carrier's last word on a message that failed: its receipt, else its answer to the last try, else ours.
constexpr std::string_view failure_code =
    "COALESCE(NULLIF((SELECT r.error_code FROM receipts r WHERE r.message = m.id AND r.error_code <> '' "
    "ORDER "
    "BY r.id DESC LIMIT 1), ''), NULLIF((SELECT a.code FROM attempts a WHERE a.message = m.id ORDER BY a.id "
    "DESC LIMIT 1), ''), m.reason)";

struct FailuresQuery {
    Filter filter;
    Failure row;
    Statement statement;
    FailuresQuery(Session& session, const Shape& shape)
        : filter(shape),
          statement(session,
                    "SELECT f.channel, f.code, count(*) FROM (SELECT m.channel, " +
                        std::string(failure_code) +
                        " AS code FROM messages m WHERE m.state IN ('failed', 'undelivered')" +
                        filter.text() + ") f GROUP BY f.channel, f.code ORDER BY 3 DESC, 1, 2 LIMIT 50",
                    out(row.channel, row.code, row.messages), filter.binding()) {}
};

struct DeliveredQuery {
    Filter filter;
    std::int64_t found = 0;
    Statement statement;
    DeliveredQuery(Session& session, const Shape& shape)
        : filter(shape),
          statement(session,
                    "SELECT count(*) FROM messages m WHERE m.state = 'delivered' AND m.channel <> 'site'" +
                        filter.text(),
                    out(found), filter.binding()) {}
};

struct DurationQuery {
    Filter filter;
    std::int64_t skip = 0;
    std::int64_t milliseconds = 0;
    Statement statement;
    DurationQuery(Session& session, const Shape& shape)
        : filter(shape),
          statement(session,
                    "SELECT m.updated_at - m.created_at FROM messages m WHERE m.state = 'delivered' AND "
                    "m.channel <> 'site'" +
                        filter.text() + " ORDER BY 1 LIMIT 1 OFFSET :skip",
                    out(milliseconds), filter.binding(), in(skip)) {}
};

// Said of one state at a time, so that each finds its own index.
struct StuckQuery {
    Filter filter;
    std::int64_t before = 0;
    Stuck row;
    Statement statement;
    StuckQuery(Session& session, const Shape& shape, const std::string& condition)
        : filter(shape),
          statement(session,
                    "SELECT m.channel, m.state, m.provider, m.reason, count(*), min(m.created_at) FROM "
                    "messages m WHERE " +
                        condition + " < :before" + filter.text() +
                        " GROUP BY m.channel, m.state, m.provider, m.reason ORDER BY 6",
                    out(row.channel, row.state, row.provider, row.reason, row.messages, row.oldest),
                    in(before), filter.binding()) {}
};

struct TriesQuery {
    std::int64_t message = 0;
    Try row;
    Statement statement;
    explicit TriesQuery(Session& session)
        : statement(session,
                    "SELECT id, message, at, outcome, code, detail, provider FROM attempts WHERE message = "
                    ":message ORDER BY id LIMIT 200",
                    in(message),
                    out(row.attempt.id, row.attempt.message, row.attempt.at, row.attempt.outcome,
                        row.attempt.code, row.attempt.detail, row.provider)) {}
};

struct ReceiptsQuery {
    std::int64_t message = 0;
    records::Receipt row;
    Statement statement;
    explicit ReceiptsQuery(Session& session)
        : statement(session,
                    "SELECT id, message, provider_id, status, error_code, at FROM receipts WHERE message = "
                    ":message ORDER BY id LIMIT 200",
                    in(message),
                    out(row.id, row.message, row.provider_id, row.status, row.error_code, row.at)) {}
};

template <class Asked>
Asked& asked(ReadTx& tx, const Query& query, std::string_view what) {
    const auto shape = shape_of(query);
    auto& statement = tx.session().prepared_as<Asked>("send log " + std::string(what) + shape.key(), shape);
    statement.filter.take(query);
    return statement;
}

/// The scope of a question without its filters.
Query scope_alone(const Query& query) {
    Query scope;
    scope.scope = query.scope;
    scope.hidden = query.hidden;
    return scope;
}

}  // namespace

base::Result<Page> list(ReadTx& tx, const Query& query) {
    const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 1000);
    auto& page = asked<PageQuery>(tx, query, "list");
    page.below = std::numeric_limits<std::int64_t>::max();
    page.below_id = 0;
    if (!query.after.empty()) {
        const auto place = read_cursor('s', query.after);
        if (!place) return bad_cursor();
        std::tie(page.below, page.below_id) = *place;
    }
    page.most = static_cast<std::int64_t>(limit) + 1;
    Page found;
    page.statement.each([&] { found.rows.push_back(page.row); });
    if (found.rows.size() > limit) {
        found.rows.resize(limit);
        const auto& last = found.rows.back().message;
        found.next = write_cursor('s', {last.created_at, last.id});
    }
    return found;
}

std::int64_t count(ReadTx& tx, const Query& query) {
    auto& one = asked<CountQuery>(tx, query, "count");
    one.statement.one();
    return one.found;
}

std::optional<Row> find(ReadTx& tx, const Query& query, std::string_view uid) {
    auto& one = asked<FindQuery>(tx, scope_alone(query), "find");
    one.uid = uid;
    if (!one.statement.one()) return std::nullopt;
    return one.row;
}

std::vector<Standing> standings(ReadTx& tx, const Query& query) {
    std::vector<Standing> found;
    auto& all = asked<StandingsQuery>(tx, query, "standings");
    all.statement.each([&] { found.push_back(all.row); });
    return found;
}

std::vector<Failure> failures(ReadTx& tx, const Query& query) {
    std::vector<Failure> found;
    auto& all = asked<FailuresQuery>(tx, query, "failures");
    all.statement.each([&] { found.push_back(all.row); });
    return found;
}

std::optional<std::int64_t> median_delivery(ReadTx& tx, const Query& query, std::string_view channel) {
    Query one = query;
    if (!one.channel.empty() && one.channel != channel) return std::nullopt;
    one.channel = channel;
    auto& delivered = asked<DeliveredQuery>(tx, one, "delivered");
    delivered.statement.one();
    if (delivered.found == 0) return std::nullopt;
    auto& duration = asked<DurationQuery>(tx, one, "duration");
    duration.skip = (delivered.found - 1) / 2;
    if (!duration.statement.one()) return std::nullopt;
    return duration.milliseconds;
}

std::vector<Stuck> stuck(ReadTx& tx, const Query& query, base::UtcMillis before) {
    std::vector<Stuck> found;
    const auto scope = scope_alone(query);
    const auto shape = shape_of(scope);
    for (const std::string condition :
         {"m.state = 'queued' AND m.next_try_at", "m.state = 'claimed' AND m.claimed_at",
          "m.state = 'unknown' AND m.updated_at"}) {
        auto& asked =
            tx.session().prepared_as<StuckQuery>("send log " + condition + shape.key(), shape, condition);
        asked.filter.take(scope);
        asked.before = before;
        asked.statement.each([&] { found.push_back(asked.row); });
    }
    return found;
}

std::vector<Try> tries(ReadTx& tx, std::int64_t message) {
    std::vector<Try> found;
    auto& query = tx.session().prepared<TriesQuery>();
    query.message = message;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::vector<records::Receipt> receipts(ReadTx& tx, std::int64_t message) {
    std::vector<records::Receipt> found;
    auto& query = tx.session().prepared<ReceiptsQuery>();
    query.message = message;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

}  // namespace qingqian::store::send_log
