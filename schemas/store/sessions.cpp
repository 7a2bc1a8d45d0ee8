#include <string>
#include <string_view>
#include <tuple>

#include "store/identity.hpp"
#include "store/session.hpp"

namespace qingqian::store::identity {
namespace {

constexpr std::string_view columns = "token_hash, kind, officer, complaint, created_at, seen_at, expires_at";

auto members(records::Session& s) {
    return std::tie(s.token_hash, s.kind, s.officer, s.complaint, s.created_at, s.seen_at, s.expires_at);
}

struct InsertSession {
    records::Session row;
    Statement statement;
    explicit InsertSession(Session& session)
        : statement(session, insert_into("sessions", columns), in(members(row))) {}
};

struct FindSession {
    std::string token_hash;
    records::Session row;
    Statement statement;
    explicit FindSession(Session& session)
        : statement(session, "SELECT " + std::string(columns) + " FROM sessions WHERE token_hash = :token",
                    in(token_hash), out(members(row))) {}
};

struct TouchSession {
    std::string token_hash;
    std::int64_t seen_at = 0;
    Statement statement;
    explicit TouchSession(Session& session)
        : statement(session, "UPDATE sessions SET seen_at = :seen_at WHERE token_hash = :token",
                    in(seen_at, token_hash)) {}
};

struct RemoveSession {
    std::string token_hash;
    Statement statement;
    explicit RemoveSession(Session& session)
        : statement(session, "DELETE FROM sessions WHERE token_hash = :token", in(token_hash)) {}
};

struct RemoveSessionsOf {
    std::int64_t officer = 0;
    Statement statement;
    explicit RemoveSessionsOf(Session& session)
        : statement(session, "DELETE FROM sessions WHERE officer = :officer AND officer <> 0", in(officer)) {}
};

struct RemoveExpired {
    std::int64_t now = 0;
    Statement statement;
    explicit RemoveExpired(Session& session)
        : statement(session, "DELETE FROM sessions WHERE expires_at <= :now", in(now)) {}
};

struct FindBrake {
    std::string key;
    Brake row;
    Statement statement;
    explicit FindBrake(Session& session)
        : statement(session, "SELECT key, failures, window_start, closed_until FROM brakes WHERE key = :key",
                    in(key), out(row.key, row.failures, row.window_start, row.closed_until)) {}
};

struct BeginBrake {
    std::string key;
    std::int64_t now = 0;
    Statement statement;
    explicit BeginBrake(Session& session)
        : statement(
              session,
              "INSERT INTO brakes (key, failures, window_start, closed_until) VALUES (:key, 0, :now, 0) "
              "ON CONFLICT (key) DO NOTHING",
              in(key, now)) {}
};

struct HoldBrake {
    std::string key;
    Brake row;
    Statement statement;
    explicit HoldBrake(Session& session)
        : statement(session,
                    "SELECT key, failures, window_start, closed_until FROM brakes WHERE key = :key" +
                        std::string(dialect::lock_only_row(session.engine())),
                    in(key), out(row.key, row.failures, row.window_start, row.closed_until)) {}
};

struct ForgetBrakes {
    std::int64_t before = 0;
    std::int64_t known_before = 0;
    std::int64_t now = 0;
    Statement statement;
    explicit ForgetBrakes(Session& session)
        : statement(session,
                    "DELETE FROM brakes WHERE window_start < :before AND closed_until <= :now AND (key < "
                    "'known-block:' OR key > 'known-block:~' OR window_start < :known_before)",
                    in(before, now, known_before)) {}
};

struct PutBrake {
    Brake row;
    Statement statement;
    explicit PutBrake(Session& session)
        : statement(session,
                    insert_into("brakes", "key, failures, window_start, closed_until") +
                        " ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, window_start = "
                        "excluded.window_start, closed_until = excluded.closed_until",
                    in(row.key, row.failures, row.window_start, row.closed_until)) {}
};

struct ClearBrake {
    std::string key;
    Statement statement;
    explicit ClearBrake(Session& session)
        : statement(session, "DELETE FROM brakes WHERE key = :key", in(key)) {}
};

}  // namespace

void insert_session(WriteTx& tx, const records::Session& session) {
    auto& query = tx.session().prepared<InsertSession>();
    query.row = session;
    query.statement.run();
}

std::optional<records::Session> session(ReadTx& tx, std::string_view token_hash) {
    auto& query = tx.session().prepared<FindSession>();
    query.token_hash = token_hash;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

void touch_session(WriteTx& tx, std::string_view token_hash, base::UtcMillis seen_at) {
    auto& query = tx.session().prepared<TouchSession>();
    query.token_hash = token_hash;
    query.seen_at = seen_at;
    query.statement.run();
}

void remove_session(WriteTx& tx, std::string_view token_hash) {
    auto& query = tx.session().prepared<RemoveSession>();
    query.token_hash = token_hash;
    query.statement.run();
}

void remove_sessions_of(WriteTx& tx, std::int64_t officer) {
    auto& query = tx.session().prepared<RemoveSessionsOf>();
    query.officer = officer;
    query.statement.run();
}

void remove_expired_sessions(WriteTx& tx, base::UtcMillis now) {
    auto& query = tx.session().prepared<RemoveExpired>();
    query.now = now;
    query.statement.run();
}

std::optional<Brake> brake(ReadTx& tx, std::string_view key) {
    auto& query = tx.session().prepared<FindBrake>();
    query.key = key;
    if (!query.statement.one()) return std::nullopt;
    return query.row;
}

Brake hold_brake(WriteTx& tx, std::string_view key) {
    // A row that is not there cannot be locked: it is made first, and whoever makes the same one waits.
    auto& begin = tx.session().prepared<BeginBrake>();
    begin.key = key;
    begin.now = tx.now();
    begin.statement.run();
    auto& query = tx.session().prepared<HoldBrake>();
    query.key = key;
    query.statement.one();
    return query.row;
}

void forget_brakes(WriteTx& tx, base::UtcMillis before, base::UtcMillis known_before) {
    auto& query = tx.session().prepared<ForgetBrakes>();
    query.before = before;
    query.known_before = known_before;
    query.now = tx.now();
    query.statement.run();
}

void put_brake(WriteTx& tx, const Brake& brake) {
    auto& query = tx.session().prepared<PutBrake>();
    query.row = brake;
    query.statement.run();
}

void clear_brake(WriteTx& tx, std::string_view key) {
    auto& query = tx.session().prepared<ClearBrake>();
    query.key = key;
    query.statement.run();
}

}  // namespace qingqian::store::identity
