#include "store/figures.hpp"

#include <fmt/format.h>

#include "store/scope.hpp"
#include "store/session.hpp"

namespace qingqian::store::figures {
namespace {

/// Days since 1970 in Asia/Shanghai, which keeps no summer time, of a moment.
std::string day_of(std::string_view moment) {
    return fmt::format("({} + 28800000) / 86400000", moment);
}

/// The kind of the entry that the correction `l` puts right.
constexpr std::string_view corrected_kind =
    "(SELECT k.kind FROM ledger k WHERE k.complaint = l.complaint AND (SELECT COUNT(*) FROM ledger e WHERE "
    "e.complaint = l.complaint AND e.id <= k.id) = l.corrects)";

struct StandingRows {
    std::int64_t body = 0;
    std::string state;
    std::string today;
    std::string soon_until;
    std::int64_t ages[std::size(age_bounds)]{};
    Standing row;
    Statement statement;
    explicit StandingRows(Session& session)
        : statement(
              session,
              fmt::format("SELECT c.accepting_body, c.handling_body, s.assignee, CASE WHEN s.due < :today "
                          "THEN 0 WHEN s.due <= :soon THEN 1 WHEN s.due < '{}' THEN 2 ELSE 3 END AS "
                          "stand, CASE WHEN s.received_at >= :age0 THEN 0 WHEN s.received_at >= :age1 "
                          "THEN 1 WHEN s.received_at >= :age2 THEN 2 WHEN s.received_at >= :age3 THEN 3 "
                          "ELSE 4 END AS age, COUNT(*), MIN(s.due) FROM case_scope s JOIN complaints c "
                          "ON c.id = s.complaint WHERE s.body = :body AND s.state = :state GROUP BY 1, "
                          "2, 3, 4, 5",
                          scope::no_due),
              in(today, soon_until, ages[0], ages[1], ages[2], ages[3], body, state),
              out(row.accepting_body, row.handling_body, row.assignee, row.stand, row.age, row.cases,
                  row.oldest_due)) {}
};

struct ReceivedRows {
    std::int64_t body = 0;
    std::string state;
    Span span;
    Received row;
    Statement statement;
    explicit ReceivedRows(Session& session)
        : statement(session,
                    fmt::format("SELECT {}, c.respondent_type, COUNT(*), CAST(SUM(s.arrears_fen) AS BIGINT), "
                                "CAST(SUM(c.remaining_fen) AS BIGINT) FROM case_scope s JOIN complaints c ON "
                                "c.id = s.complaint WHERE s.body = :body AND s.state = :state AND "
                                "s.received_at >= :from AND s.received_at < :until GROUP BY 1, 2",
                                day_of("s.received_at")),
                    in(body, state, span.from, span.until),
                    out(row.day, row.respondent_type, row.cases, row.claimed_fen, row.remaining_fen)) {}
};

struct RecoveredOf {
    std::int64_t body = 0;
    std::string state;
    Span span;
    std::int64_t fen = 0;
    Statement statement;
    explicit RecoveredOf(Session& session)
        : statement(
              session,
              fmt::format("SELECT CAST(COALESCE(SUM(l.amount_fen), 0) AS BIGINT) FROM case_scope s JOIN "
                          "ledger l ON l.complaint = s.complaint WHERE s.body = :body AND s.state = "
                          ":state AND s.received_at >= :from AND s.received_at < :until AND (l.kind = "
                          "'paid' OR (l.kind = 'correction' AND {} = 'paid'))",
                          corrected_kind),
              in(body, state, span.from, span.until), out(fen)) {}
};

// Whatever ended in the span was changed in it or later.
struct ClosedRows {
    std::int64_t body = 0;
    std::string state;
    Span span;
    Closed row;
    Statement statement;
    explicit ClosedRows(Session& session)
        : statement(
              session,
              fmt::format("SELECT {}, c.outcome, COUNT(*) FROM case_scope s JOIN complaints c ON c.id = "
                          "s.complaint WHERE s.body = :body AND s.state = :state AND s.updated_at >= "
                          ":changed AND c.closed_at >= :from AND c.closed_at < :until GROUP BY 1, 2",
                          day_of("c.closed_at")),
              in(body, state, span.from, span.from, span.until), out(row.day, row.outcome, row.cases)) {}
};

// What happened in the span is walked, and each looked up in the scope: CROSS JOIN keeps SQLite to that
// order.
struct AcceptedRows {
    std::int64_t body = 0;
    std::string from;
    std::string until;
    Accepted row;
    Statement statement;
    explicit AcceptedRows(Session& session)
        : statement(
              session,
              "SELECT SUBSTR(k.started_day, 1, 7), COUNT(*) FROM clocks k CROSS JOIN case_scope s "
              "WHERE s.complaint = k.complaint AND s.body = :body AND k.kind = 'transfer' AND k.started_day "
              ">= :from AND k.started_day < :until GROUP BY 1",
              in(body, from, until), out(row.month, row.cases)) {}
};

struct PaidRows {
    std::int64_t body = 0;
    Span span;
    Paid row;
    Statement statement;
    PaidRows(Session& session, std::string_view condition)
        : statement(session,
                    fmt::format(
                        "SELECT {}, CAST(SUM(l.amount_fen) AS BIGINT) FROM ledger l CROSS JOIN case_scope s "
                        "WHERE s.complaint = l.complaint AND s.body = :body AND {} AND l.at >= :from "
                        "AND l.at < :until GROUP BY 1",
                        day_of("l.at"), condition),
                    in(body, span.from, span.until), out(row.day, row.fen)) {}
};
struct PaymentRows : PaidRows {
    explicit PaymentRows(Session& session) : PaidRows(session, "l.kind = 'paid'") {}
};
struct CorrectionRows : PaidRows {
    explicit CorrectionRows(Session& session)
        : PaidRows(session, fmt::format("l.kind = 'correction' AND {} = 'paid'", corrected_kind)) {}
};

template <class Query>
auto rows(Query& query) {
    std::vector<decltype(query.row)> found;
    query.statement.each([&] { found.push_back(query.row); });
    return found;
}

template <class Query>
Query& in_span(ReadTx& tx, std::int64_t scope_body, std::string_view state, const Span& span) {
    auto& query = tx.session().prepared<Query>();
    query.body = scope_body;
    query.state = state;
    query.span = span;
    return query;
}

template <class Query>
void add_paid(ReadTx& tx, std::int64_t scope_body, const Span& span, std::vector<Paid>& found) {
    auto& query = tx.session().prepared<Query>();
    query.body = scope_body;
    query.span = span;
    query.statement.each([&] { found.push_back(query.row); });
}

}  // namespace

std::vector<Standing> standing(ReadTx& tx, std::int64_t scope_body, std::string_view state,
                               const Today& today) {
    auto& query = tx.session().prepared<StandingRows>();
    query.body = scope_body;
    query.state = state;
    query.today = base::to_iso(today.day);
    query.soon_until = base::to_iso(today.soon_until);
    for (std::size_t i = 0; i < std::size(age_bounds); ++i)
        query.ages[i] = base::day_begins(today.day - std::chrono::days(age_bounds[i]));
    return rows(query);
}

std::vector<Received> received(ReadTx& tx, std::int64_t scope_body, std::string_view state,
                               const Span& span) {
    return rows(in_span<ReceivedRows>(tx, scope_body, state, span));
}

std::int64_t recovered_of(ReadTx& tx, std::int64_t scope_body, std::string_view state, const Span& span) {
    auto& query = in_span<RecoveredOf>(tx, scope_body, state, span);
    query.statement.one();
    return query.fen;
}

std::vector<Closed> closed(ReadTx& tx, std::int64_t scope_body, std::string_view state, const Span& span) {
    return rows(in_span<ClosedRows>(tx, scope_body, state, span));
}

std::vector<Accepted> accepted(ReadTx& tx, std::int64_t scope_body, std::string_view from,
                               std::string_view until) {
    auto& query = tx.session().prepared<AcceptedRows>();
    query.body = scope_body;
    query.from = from;
    query.until = until;
    return rows(query);
}

std::vector<Paid> paid(ReadTx& tx, std::int64_t scope_body, const Span& span) {
    std::vector<Paid> found;
    add_paid<PaymentRows>(tx, scope_body, span, found);
    add_paid<CorrectionRows>(tx, scope_body, span, found);
    return found;
}

}  // namespace qingqian::store::figures
