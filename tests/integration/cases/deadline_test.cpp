#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cases/deadlines.hpp"
#include "store/reminders.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;

namespace {

base::UtcMillis at(const char* day, int hour) {
    return base::day_begins(*base::parse_day(day)) + hour * 3600LL * 1000;
}

std::vector<store::reminders::Reminder> reminders(World& world, std::int64_t complaint) {
    std::vector<store::reminders::Reminder> found;
    world.read([&](store::ReadTx& tx) { found = store::reminders::of_case(tx, complaint); });
    return found;
}

std::vector<std::string> sent(World& world, std::int64_t complaint) {
    std::vector<std::string> rules;
    for (const auto& reminder : reminders(world, complaint)) {
        if (reminder.covered_by == 0) rules.push_back(reminder.rule);
    }
    return rules;
}

std::vector<records::Message> messages(World& world, std::int64_t complaint, std::string_view event) {
    std::vector<records::Message> found;
    world.read([&](store::ReadTx& tx) {
        for (auto& message : store::outbox::of_case(tx, complaint)) {
            if (message.event_name == event && message.channel == "site") found.push_back(message);
        }
    });
    return found;
}

records::CaseClock clock_of(World& world, std::int64_t complaint, std::string_view kind) {
    records::CaseClock found;
    world.read([&](store::ReadTx& tx) {
        for (const auto& clock : store::history::clocks(tx, complaint)) {
            if (clock.kind == kind) found = clock;
        }
    });
    return found;
}

std::int64_t number(World& world, const std::string& sql) {
    sqlite3* handle = nullptr;
    sqlite3_stmt* rows = nullptr;
    std::int64_t result = -1;
    if (sqlite3_open(world.path.c_str(), &handle) == SQLITE_OK &&
        sqlite3_prepare_v2(handle, sql.c_str(), -1, &rows, nullptr) == SQLITE_OK &&
        sqlite3_step(rows) == SQLITE_ROW) {
        result = sqlite3_column_int64(rows, 0);
    }
    sqlite3_finalize(rows);
    sqlite3_close(handle);
    return result;
}

cases::TimerReport look(World& world, base::UtcMillis now) {
    world.clock.set(now);
    return cases::run_timers(*world.store, *world.env);
}

}  // namespace

TEST_CASE(
    "a case that nobody takes up reminds officer, head and supervisor by levels, on working days, once") {
    World world;
    const auto id = world.submitted().complaint.id;  // review ends on Monday 2026-12-07
    for (auto now = at("2026-11-23", 12); now < at("2026-12-20", 0); now += 3600'000) look(world, now);
    CHECK(sent(world, id) ==
          std::vector<std::string>{"review-before", "review-today", "review-late-1", "review-late-3"});
    const auto rows = reminders(world, id);
    CHECK(rows[0].sent_at == at("2026-12-02", 9));
    CHECK(rows[1].sent_at == at("2026-12-07", 9));
    CHECK(rows[2].sent_at == at("2026-12-08", 9));
    CHECK(rows[3].sent_at == at("2026-12-10", 9));
    // Nobody has it in hand: every officer of the accepting body who might take it is told.
    const auto told = messages(world, id, "DUE_SOON");
    std::vector<std::string> intake;
    world.read([&](store::ReadTx& tx) {
        for (const auto& officer : store::identity::officers_of(tx, world.env->accepting_body)) {
            const bool takes = std::ranges::any_of(
                officer.roles, [](const auto& role) { return role == "intake" || role == "intake_head"; });
            if (takes) intake.push_back("officer:" + std::to_string(officer.id));
        }
    });
    CHECK(intake.size() > 1);
    std::vector<std::string> recipients;
    for (const auto& message : told) recipients.push_back(message.recipient);
    CHECK(recipients == intake);
    for (const auto& message : told) CHECK(message.event == -rows[0].id);
    CHECK(messages(world, id, "DUE_TODAY").size() == intake.size());
    const auto supervisor = "officer:" + std::to_string(world.officer("duban").officer);
    const auto overdue = messages(world, id, "OVERDUE");
    CHECK(std::ranges::count(overdue, supervisor, &records::Message::recipient) == 1);
    CHECK(world.audit().faults.empty());
}

TEST_CASE(
    "5.4 check 4: after three days without service each level passed is recorded and the highest goes out") {
    World world;
    const auto id = world.submitted().complaint.id;
    CHECK(look(world, at("2026-12-10", 15)).reminded == 1);  // down since before 2 December
    CHECK(sent(world, id) == std::vector<std::string>{"review-late-3"});
    const auto rows = reminders(world, id);
    REQUIRE(rows.size() == 4);
    for (const auto& row : rows) CHECK(row.covered_by == (row.rule == "review-late-3" ? 0 : rows[0].id));
    CHECK(messages(world, id, "DUE_SOON").empty());
    const auto overdue = messages(world, id, "OVERDUE");
    CHECK_FALSE(overdue.empty());
    CHECK(look(world, at("2026-12-10", 15)).reminded == 0);
    CHECK(look(world, at("2026-12-18", 15)).reminded == 0);
    CHECK(messages(world, id, "OVERDUE").size() == overdue.size());
}

TEST_CASE("a reminder goes out exactly once: run twice, timer lost track of, or cut short in between") {
    World world;
    const auto id = world.submitted().complaint.id;
    world.clock.set(at("2026-12-02", 10));
    // Cut short: what was done is rolled back whole, message and record.
    const auto cut =
        world.store->write_now<cases::Look>([&](store::WriteTx& tx) -> base::Result<cases::Look> {
            const auto timers = store::history::due_timers(tx, tx.now(), 10);
            REQUIRE(timers.size() == 1);
            REQUIRE(cases::look_at(tx, *world.env, timers[0])->reminded == 1);
            return base::refuse("unavailable");
        });
    CHECK_FALSE(cut);
    CHECK(reminders(world, id).empty());
    CHECK(messages(world, id, "DUE_SOON").empty());
    CHECK(cases::run_timers(*world.store, *world.env).reminded == 1);
    const auto count = messages(world, id, "DUE_SOON").size();
    world.tamper("UPDATE timers SET done_at = 0");
    CHECK(cases::run_timers(*world.store, *world.env).reminded == 0);
    CHECK(messages(world, id, "DUE_SOON").size() == count);
    CHECK(reminders(world, id).size() == 1);
    CHECK(number(world, "SELECT count(*) FROM timers WHERE done_at = 0") == 1);
}

TEST_CASE("of two nodes that take the same timer one finds it finished") {
    World world;
    world.submitted();
    world.clock.set(at("2026-12-02", 10));
    std::vector<records::Timer> timers;
    world.read([&](store::ReadTx& tx) { timers = store::history::due_timers(tx, tx.now(), 10); });
    REQUIRE(timers.size() == 1);
    std::size_t reminded = 0;
    for (int node = 0; node < 2; ++node) {
        world.write(
            [&](store::WriteTx& tx) { reminded += cases::look_at(tx, *world.env, timers[0])->reminded; });
    }
    CHECK(reminded == 1);
}

TEST_CASE(
    "a deadline that passes is marked on the clock and in the history; its reminder waits for a working "
    "day") {
    World world;
    world.clock.set(at("2026-11-20", 10));
    const auto id = world.submitted().complaint.id;  // Friday; ends on Friday 2026-12-04
    CHECK(look(world, at("2026-12-04", 12)).performed == 0);
    CHECK_FALSE(clock_of(world, id, "review").late);
    CHECK(look(world, at("2026-12-05", 1)).performed == 1);
    CHECK(clock_of(world, id, "review").late);
    CHECK(sent(world, id) == std::vector<std::string>{"review-today"});
    CHECK(look(world, at("2026-12-06", 15)).reminded == 0);  // Sunday
    CHECK(look(world, at("2026-12-07", 10)).reminded == 1);
    std::vector<std::string> types;
    world.read([&](store::ReadTx& tx) {
        for (const auto& event : store::history::events(tx, id)) types.push_back(event.type);
    });
    CHECK(std::ranges::count(types, "deadline_passed") == 1);
    CHECK(world.audit().faults.empty());
}

TEST_CASE("a case that is taken up in time reminds nobody of the term that was met") {
    World world;
    const auto complaint = world.submitted().complaint;
    world.must(world.officer("shouli"), complaint, "accept");
    look(world, at("2026-12-07", 10));
    for (const auto& rule : sent(world, complaint.id)) CHECK_FALSE(rule.starts_with("review"));
}

TEST_CASE("T09: materials that are not signed for count as received on the day of the transfer") {
    World world;
    const auto intake = world.officer("shouli");
    auto complaint = world.must(intake, world.submitted().complaint, "accept");
    complaint = world.must(intake, complaint, "transfer", {{"handling_body", "320500-GXJ"}});
    CHECK(look(world, at("2026-11-25", 23)).performed == 0);
    CHECK(look(world, at("2026-11-26", 1)).performed == 1);
    const auto after = world.stored(complaint.id);
    CHECK(after.state == "HANDLING");
    const auto handling = clock_of(world, complaint.id, "handling");
    CHECK(handling.started_day == "2026-11-23");
    CHECK(handling.due_raw == "2026-12-23");
    CHECK(clock_of(world, complaint.id, "sign_for").state == "stopped");
    CHECK(world.audit().faults.empty());
}

TEST_CASE(
    "5.4 checks 1 and 3: 10,001 overdue cases that nobody took up are all escalated, the oldest first") {
    constexpr int cases_filed = 10'001;
    constexpr int a_day = 1'500;
    World world;
    auto quiet = std::make_shared<cases::Environment>(*world.env);
    quiet->settings.silent = true;
    const auto intake = world.officer("shouli");
    cases::NewComplaint input;
    input.form = test::good_form();
    input.submit = true;
    input.channel = "phone";
    for (int filed = 0; filed < cases_filed;) {
        world.write([&](store::WriteTx& tx) {
            for (int today = 0; today < a_day && filed < cases_filed; ++today, ++filed) {
                const auto done = cases::file(tx, *quiet, intake, input);
                if (!done) throw std::runtime_error(done.error().code);
            }
        });
        world.clock.advance(24LL * 3600 * 1000);
    }
    world.tamper("UPDATE complaints SET assignee = 0");
    world.clock.set(at("2026-12-23", 10));
    records::Timer last{.due_at = -1};
    std::size_t reminded = 0;
    while (true) {
        const auto report = cases::run_timers(*world.store, *world.env, 500, last);
        CHECK(report.failed == 0);
        reminded += report.reminded;
        if (!report.last) break;
        last = *report.last;
    }
    CHECK(reminded == cases_filed);
    CHECK(number(world, "SELECT count(*) FROM clocks WHERE kind = 'review' AND late = 1") == cases_filed);
    CHECK(number(world,
                 "SELECT count(DISTINCT complaint) FROM reminders WHERE covered_by = 0 AND level = "
                 "'supervisor'") == cases_filed);
    CHECK(number(world,
                 "SELECT count(*) FROM (SELECT due, lag(due) OVER (ORDER BY id) AS earlier FROM reminders "
                 "WHERE covered_by = 0) WHERE due < earlier") == 0);
    CHECK(number(world, "SELECT count(*) FROM timers WHERE done_at = 0") == 0);
}
