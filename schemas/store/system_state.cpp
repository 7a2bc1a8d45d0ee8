#include "store/system_state.hpp"

#include <string_view>

#include "store/session.hpp"

namespace qingqian::store::system_state {
namespace {

struct WaitingRows {
    Waiting row;
    Statement statement;
    WaitingRows(Session& session, std::string_view from, std::string_view since)
        : statement(session,
                    "SELECT COUNT(*), COALESCE(MIN(" + std::string(since) + "), 0) FROM " + std::string(from),
                    out(row.rows, row.oldest)) {}
};
struct Queued : WaitingRows {
    explicit Queued(Session& session)
        : WaitingRows(session, "messages WHERE state = 'queued'", "next_try_at") {}
};
struct Claimed : WaitingRows {
    explicit Claimed(Session& session)
        : WaitingRows(session, "messages WHERE state = 'claimed'", "claimed_at") {}
};
struct Unknown : WaitingRows {
    explicit Unknown(Session& session)
        : WaitingRows(session, "messages WHERE state = 'unknown'", "next_try_at") {}
};

struct DueTimers {
    base::UtcMillis now = 0;
    Waiting row;
    Statement statement;
    explicit DueTimers(Session& session)
        : statement(session,
                    "SELECT COUNT(*), COALESCE(MIN(due_at), 0) FROM timers WHERE done_at = 0 AND due_at <= "
                    ":now",
                    in(now), out(row.rows, row.oldest)) {}
};

struct Count {
    std::int64_t rows = 0;
    Statement statement;
    Count(Session& session, std::string_view from)
        : statement(session, "SELECT COUNT(*) FROM " + std::string(from), out(rows)) {}
};
struct ToCall : Count {
    explicit ToCall(Session& session) : Count(session, "delivery_exhausted WHERE done_at = 0") {}
};
struct Unscanned : Count {
    explicit Unscanned(Session& session)
        : Count(session, "attachments WHERE verdict = 'pending' AND removed_at = 0") {}
};

struct Schema {
    std::int64_t version = 0;
    Statement statement;
    explicit Schema(Session& session)
        : statement(session, "SELECT version FROM schema_migrations ORDER BY version DESC LIMIT 1",
                    out(version)) {}
};

template <class Query>
Waiting waiting(Session& session) {
    auto& query = session.prepared<Query>();
    query.statement.one();
    return query.row;
}

template <class Query>
std::int64_t counted(Session& session) {
    auto& query = session.prepared<Query>();
    query.statement.one();
    return query.rows;
}

}  // namespace

State read(ReadTx& tx) {
    auto& session = tx.session();
    State state;
    state.engine = session.engine() == Engine::sqlite ? "sqlite" : "postgresql";
    auto& schema = session.prepared<Schema>();
    if (schema.statement.one()) state.schema = schema.version;
    state.queued = waiting<Queued>(session);
    state.claimed = waiting<Claimed>(session);
    state.unknown = waiting<Unknown>(session);
    auto& timers = session.prepared<DueTimers>();
    timers.now = tx.now();
    timers.statement.one();
    state.timers = timers.row;
    state.to_call = counted<ToCall>(session);
    state.unscanned = counted<Unscanned>(session);
    return state;
}

}  // namespace qingqian::store::system_state
