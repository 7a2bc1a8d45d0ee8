// The counts of supervision and statistics read the rows that the queue reads, on both engines.

#include "store/figures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "integration/store/plans.hpp"
#include "integration/store/world.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/identity.hpp"
#include "store/system_state.hpp"

namespace qingqian::test {
namespace {

namespace figures = store::figures;

const base::Day today = *base::parse_day("2026-11-23");
const figures::Today asked{today, today + std::chrono::days(5)};
constexpr base::UtcMillis day_ms = 86'400'000;

struct Wanted {
    std::string state;
    std::string due;
    std::int64_t days_old = 0;
    std::int64_t assignee = 0;
    base::UtcMillis closed_days_ago = -1;
};

records::Complaint put(World& world, std::int64_t body, const Wanted& wanted) {
    return world.write([&](store::WriteTx& tx) {
        auto complaint = some_complaint(world, body);
        complaint.state = wanted.state;
        complaint.due = wanted.due;
        complaint.assignee = wanted.assignee;
        complaint.received_at = world.clock.now() - wanted.days_old * day_ms;
        if (wanted.closed_days_ago >= 0) {
            complaint.closed_at = world.clock.now() - wanted.closed_days_ago * day_ms;
            complaint.outcome = "O1";
        }
        store::complaints::insert(tx, complaint);
        return complaint;
    });
}

std::int64_t sum(const std::vector<figures::Standing>& groups, auto keep) {
    return std::accumulate(groups.begin(), groups.end(), std::int64_t{0},
                           [&](std::int64_t cases, const figures::Standing& group) {
                               return cases + (keep(group) ? group.cases : 0);
                           });
}

void pay(World& world, std::int64_t complaint, std::string kind, std::int64_t fen, base::UtcMillis at,
         std::int64_t corrects = 0) {
    world.write([&](store::WriteTx& tx) {
        records::LedgerEntry entry;
        entry.complaint = complaint;
        entry.kind = std::move(kind);
        entry.amount_fen = fen;
        entry.at = at;
        entry.corrects = corrects;
        store::history::insert_entry(tx, entry);
        return true;
    });
}

}  // namespace

TEST_CASE_TEMPLATE("what stands in a state adds up to the queue's counts", W, OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    const auto other = some_body(world, "33");
    for (const auto& wanted :
         {Wanted{"SUBMITTED", "2026-11-20", 3}, Wanted{"SUBMITTED", "2026-11-22", 12, 7},
          Wanted{"SUBMITTED", "2026-11-23", 31}, Wanted{"SUBMITTED", "2026-11-28", 61, 7},
          Wanted{"SUBMITTED", "2026-11-29", 200}, Wanted{"SUBMITTED", "", 10},
          Wanted{"ACCEPTED", "2026-11-01", 0}}) {
        put(world, body.id, wanted);
    }
    put(world, other.id, {"SUBMITTED", "2026-11-20", 3});
    world.read([&](store::ReadTx& tx) {
        const auto groups = figures::standing(tx, body.id, "SUBMITTED", asked);
        store::complaints::Query query;
        query.scope = {false, body.id, 0};
        query.states = {"SUBMITTED"};
        CHECK(sum(groups, [](const auto&) { return true; }) == store::complaints::count(tx, query));
        query.due_before = "2026-11-23";
        CHECK(sum(groups, [](const auto& group) { return group.stand == 0; }) ==
              store::complaints::count(tx, query));
        query.due_from = "2026-11-23";
        query.due_before = "2026-11-29";
        CHECK(sum(groups, [](const auto& group) { return group.stand == 1; }) ==
              store::complaints::count(tx, query));
        CHECK(sum(groups, [](const auto& group) { return group.stand == 2; }) == 1);
        CHECK(sum(groups, [](const auto& group) { return group.stand == 3; }) == 1);
        CHECK(sum(groups, [](const auto& group) { return group.assignee == 7; }) == 2);
        for (std::int64_t age = 0; age < 5; ++age) {
            CAPTURE(age);
            CHECK(sum(groups, [&](const auto& group) { return group.age == age; }) == (age == 0 ? 2 : 1));
        }
        const auto oldest = std::ranges::min_element(groups, {}, &figures::Standing::oldest_due);
        CHECK(oldest->oldest_due == "2026-11-20");
        // The right over everything covers both bodies' cases.
        CHECK(sum(figures::standing(tx, 0, "SUBMITTED", asked), [](const auto&) { return true; }) == 7);
        return true;
    });
}

TEST_CASE_TEMPLATE("what came, ended and was paid in a span", W, OnSqlite, OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    const auto now = world.clock.now();
    const figures::Span month{base::day_begins(*base::parse_day("2026-11-01")),
                              base::day_begins(*base::parse_day("2026-12-01"))};
    const auto inside = put(world, body.id, {"CLOSED", "", 20, 0, 2});
    put(world, body.id, {"CLOSED", "", 60, 0, 40});
    put(world, body.id, {"SUBMITTED", "", 5});
    // The first minute of the month in Shanghai is the evening before in the world's time.
    world.clock.set(month.from);
    put(world, body.id, {"CLOSED", "", 0, 0, 0});
    world.clock.set(now);
    pay(world, inside.id, "paid", 500, now - day_ms);
    pay(world, inside.id, "waived", 70, now);
    pay(world, inside.id, "correction", -100, now, 1);
    pay(world, inside.id, "correction", 30, now, 2);
    world.read([&](store::ReadTx& tx) {
        const auto received = figures::received(tx, body.id, "CLOSED", month);
        CHECK(received.size() == 2);
        const auto first = std::ranges::min_element(received, {}, &figures::Received::day);
        CHECK(base::to_iso(base::Day{std::chrono::days(first->day)}) == "2026-11-01");
        CHECK(first->claimed_fen == 1'234'500);
        const auto closed = figures::closed(tx, body.id, "CLOSED", month);
        CHECK(closed.size() == 2);
        CHECK(closed.front().outcome == "O1");
        // The correction of the payment counts, that of the waiver does not.
        CHECK(figures::recovered_of(tx, body.id, "CLOSED", month) == 400);
        CHECK(figures::recovered_of(tx, body.id, "SUBMITTED", month) == 0);
        std::int64_t paid = 0;
        for (const auto& row : figures::paid(tx, body.id, month)) paid += row.fen;
        CHECK(paid == 400);
        CHECK(figures::paid(tx, body.id + 1000, month).empty());
        CHECK(figures::accepted(tx, body.id, "2026-11-01", "2026-12-01").empty());
        return true;
    });
}

TEST_CASE("figures read the cases they count, along an index") {
    OnSqlite world;
    const auto body = some_body(world, "32");
    put(world, body.id, {"SUBMITTED", "2026-11-20", 3});
    store::Session session(world.database(), store::Role::reader);
    store::ReadTx tx(session, world.clock.now());
    figures::standing(tx, body.id, "SUBMITTED", asked);
    figures::received(tx, body.id, "SUBMITTED", {});
    figures::recovered_of(tx, body.id, "SUBMITTED", {});
    figures::closed(tx, body.id, "CLOSED", {});
    figures::accepted(tx, body.id, "2026-01-01", "2026-12-01");
    figures::paid(tx, body.id, {});
    const auto all = plans(session);
    CHECK(all.size() == 7);
    for (const auto& [text, steps] : all) {
        for (const auto& step : steps) {
            CAPTURE(text);
            // Groups are few and may be sorted; no table is read from end to end.
            CHECK_MESSAGE(!step.starts_with("SCAN"), step);
        }
    }
}

TEST_CASE_TEMPLATE("the state of the program counts what waits", W, OnSqlite, OnPostgres) {
    W world;
    const auto before = world.read([](store::ReadTx& tx) { return store::system_state::read(tx); });
    CHECK(before.engine == (std::is_same_v<W, OnSqlite> ? "sqlite" : "postgresql"));
    CHECK(before.schema > 0);
    CHECK(before.queued.rows == 0);
    CHECK(before.queued.oldest == 0);
    const auto body = some_body(world, "32");
    const auto complaint = put(world, body.id, {"SUBMITTED", "2026-11-20", 3});
    world.write([&](store::WriteTx& tx) {
        records::Timer timer;
        timer.complaint = complaint.id;
        timer.kind = "clock_due";
        timer.clock = "review";
        timer.due_at = world.clock.now() - 5000;
        store::history::insert_timer(tx, timer);
        return true;
    });
    const auto after = world.read([](store::ReadTx& tx) { return store::system_state::read(tx); });
    CHECK(after.timers.rows == 1);
    CHECK(after.timers.oldest == world.clock.now() - 5000);
}

}  // namespace qingqian::test
