#include <string>
#include <string_view>
#include <tuple>

#include "records/json.hpp"
#include "store/history.hpp"
#include "store/session.hpp"

namespace qingqian::store::history {
namespace {

constexpr std::string_view clock_columns =
    "complaint, kind, unit, length, state, started_at, started_day, pauses, due_raw, due_legal, latest, "
    "calendar_version, provisional, ended_at, late";

/// A clock with what is stored differently from how it is held.
struct ClockBuffer {
    records::CaseClock row;
    std::string pauses;
    std::int64_t provisional = 0;
    std::int64_t late = 0;
    std::string province;

    auto members() {
        return std::tie(row.complaint, row.kind, row.unit, row.length, row.state, row.started_at,
                        row.started_day, pauses, row.due_raw, row.due_legal, row.latest, row.calendar_version,
                        provisional, row.ended_at, late);
    }
    void take(const records::CaseClock& clock) {
        row = clock;
        pauses = records::pauses_to_json(clock.pauses);
        provisional = clock.provisional ? 1 : 0;
        late = clock.late ? 1 : 0;
    }
    records::CaseClock give() const {
        auto clock = row;
        clock.pauses = records::pauses_from_json(pauses);
        clock.provisional = provisional != 0;
        clock.late = late != 0;
        return clock;
    }
};

struct InsertClock : ClockBuffer {
    Statement statement;
    explicit InsertClock(Session& session)
        : statement(session,
                    insert_into("clocks", "province, " + std::string(clock_columns)) + " RETURNING id",
                    in(province), in(members()), out(row.id)) {}
};

struct UpdateClock : ClockBuffer {
    Statement statement;
    explicit UpdateClock(Session& session)
        : statement(session, "UPDATE clocks SET " + assignments(clock_columns) + " WHERE id = :id",
                    in(members()), in(row.id)) {}
};

// A date that moves, or is missed: nothing by which a clock is found.
struct UpdateDates : ClockBuffer {
    Statement statement;
    explicit UpdateDates(Session& session)
        : statement(session,
                    "UPDATE clocks SET " +
                        assignments("due_raw, due_legal, calendar_version, provisional, late") +
                        " WHERE id = :id",
                    in(row.due_raw, row.due_legal, row.calendar_version, provisional, late, row.id)) {}
};

struct ClocksOf : ClockBuffer {
    std::int64_t complaint = 0;
    Statement statement;
    explicit ClocksOf(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(clock_columns) +
                        " FROM clocks WHERE complaint = :complaint ORDER BY id",
                    in(complaint), out(row.id), out(members())) {}
};

struct RunningClocks : ClockBuffer {
    std::int64_t after = 0;
    std::int64_t limit = 0;
    Statement statement;
    explicit RunningClocks(Session& session)
        : statement(session,
                    "SELECT id, " + std::string(clock_columns) +
                        " FROM clocks WHERE state = 'running' AND id > :after ORDER BY id LIMIT :most",
                    in(after, limit), out(row.id), out(members())) {}
};

struct InsertTimer {
    records::Timer row;
    std::string province;
    Statement statement;
    explicit InsertTimer(Session& session)
        : statement(
              session,
              insert_into("timers", "province, complaint, kind, clock, due_at, done_at") + " RETURNING id",
              in(province, row.complaint, row.kind, row.clock, row.due_at, row.done_at), out(row.id)) {}
};

struct DueTimers {
    std::int64_t now = 0;
    std::int64_t after = 0;
    std::int64_t after_id = 0;
    std::int64_t limit = 0;
    records::Timer row;
    Statement statement;
    explicit DueTimers(Session& session)
        : statement(session,
                    "SELECT id, complaint, kind, clock, due_at, done_at FROM timers WHERE done_at = 0 AND "
                    "due_at <= :now AND (due_at, id) > (:after, :after_id) ORDER BY due_at, id LIMIT :most",
                    in(now, after, after_id, limit),
                    out(row.id, row.complaint, row.kind, row.clock, row.due_at, row.done_at)) {}
};

struct NextTimer {
    std::int64_t due_at = 0;
    Statement statement;
    explicit NextTimer(Session& session)
        : statement(session, "SELECT due_at FROM timers WHERE done_at = 0 ORDER BY due_at, id LIMIT 1",
                    out(due_at)) {}
};

struct FinishTimer {
    std::int64_t timer = 0;
    std::int64_t at = 0;
    Statement statement;
    explicit FinishTimer(Session& session)
        : statement(session, "UPDATE timers SET done_at = :at WHERE id = :id AND done_at = 0",
                    in(at, timer)) {}
};

struct FinishTimersOfClock {
    std::int64_t complaint = 0;
    std::string clock;
    std::int64_t at = 0;
    Statement statement;
    explicit FinishTimersOfClock(Session& session)
        : statement(session,
                    "UPDATE timers SET done_at = :at WHERE complaint = :complaint AND clock = :clock AND "
                    "done_at = 0",
                    in(at, complaint, clock)) {}
};

}  // namespace

void insert_clock(WriteTx& tx, records::CaseClock& clock) {
    auto& query = tx.session().prepared<InsertClock>();
    query.take(clock);
    query.province = tx.session().province_of(clock.complaint);
    query.statement.one();
    clock.id = query.row.id;
}

void update_clock(WriteTx& tx, const records::CaseClock& clock) {
    auto& query = tx.session().prepared<UpdateClock>();
    query.take(clock);
    query.statement.run();
}

void update_dates(WriteTx& tx, const records::CaseClock& clock) {
    auto& query = tx.session().prepared<UpdateDates>();
    query.take(clock);
    query.statement.run();
}

std::vector<records::CaseClock> clocks(ReadTx& tx, std::int64_t complaint) {
    std::vector<records::CaseClock> found;
    auto& query = tx.session().prepared<ClocksOf>();
    query.complaint = complaint;
    query.statement.each([&] { found.push_back(query.give()); });
    return found;
}

void insert_timer(WriteTx& tx, records::Timer& timer) {
    auto& query = tx.session().prepared<InsertTimer>();
    query.row = timer;
    query.province = tx.session().province_of(timer.complaint);
    query.statement.one();
    timer.id = query.row.id;
}

std::vector<records::CaseClock> running_clocks(ReadTx& tx, std::int64_t after, std::size_t limit) {
    std::vector<records::CaseClock> found;
    auto& query = tx.session().prepared<RunningClocks>();
    query.after = after;
    query.limit = static_cast<std::int64_t>(limit);
    query.statement.each([&] { found.push_back(query.give()); });
    return found;
}

std::vector<records::Timer> due_timers(ReadTx& tx, base::UtcMillis now, std::size_t limit,
                                       const records::Timer& after) {
    std::vector<records::Timer> found;
    auto& query = tx.session().prepared<DueTimers>();
    query.now = now;
    query.after = after.due_at;
    query.after_id = after.id;
    query.limit = static_cast<std::int64_t>(limit);
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

std::optional<base::UtcMillis> next_timer(ReadTx& tx) {
    auto& query = tx.session().prepared<NextTimer>();
    if (!query.statement.one()) return std::nullopt;
    return query.due_at;
}

bool finish_timer(WriteTx& tx, std::int64_t timer, base::UtcMillis at) {
    auto& query = tx.session().prepared<FinishTimer>();
    query.timer = timer;
    query.at = at;
    return query.statement.run() != 0;
}

void finish_timers_of_clock(WriteTx& tx, std::int64_t complaint, std::string_view clock, base::UtcMillis at) {
    auto& query = tx.session().prepared<FinishTimersOfClock>();
    query.complaint = complaint;
    query.clock = clock;
    query.at = at;
    query.statement.run();
}

}  // namespace qingqian::store::history
