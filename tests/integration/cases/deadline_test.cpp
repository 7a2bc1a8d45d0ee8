#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "cases/deadlines.hpp"
#include "store/case_parts.hpp"
#include "store/reminders.hpp"
#include "support/deep.hpp"
#include "world.hpp"

using namespace qingqian;
using test::OnPostgres;
using test::OnSqlite;
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

std::vector<records::Track> tracks(World& world, std::int64_t complaint, std::string_view kind) {
    std::vector<records::Track> found;
    world.read([&](store::ReadTx& tx) { found = store::case_parts::tracks(tx, complaint); });
    std::erase_if(found, [&](const auto& track) { return track.kind != kind; });
    return found;
}

std::int64_t events_of(World& world, std::int64_t complaint, std::string_view type) {
    return world.number("SELECT count(*) FROM events WHERE complaint = " + std::to_string(complaint) +
                        " AND type = '" + std::string(type) + "'");
}

/// Files complaints that nobody takes up, `a_day` of them each day from now on.
void file_many(World& world, int count, int a_day) {
    auto quiet = std::make_shared<cases::Environment>(*world.env);
    quiet->settings.silent = true;
    const auto intake = world.officer("shouli");
    cases::NewComplaint input;
    input.form = test::good_form();
    input.submit = true;
    input.channel = "phone";
    for (int filed = 0; filed < count;) {
        world.write([&](store::WriteTx& tx) {
            for (int today = 0; today < a_day && filed < count; ++today, ++filed) {
                const auto done = cases::file(tx, *quiet, intake, input);
                if (!done) throw std::runtime_error(done.error().code);
            }
        });
        world.clock.advance(24LL * 3600 * 1000);
    }
}

/// A case of Suzhou's whose respondent was asked on 2026-09-28.
records::Complaint inquired(World& world) {
    world.clock.set(at("2026-09-28", 9));
    const auto intake = world.officer("shouli");
    const auto handler = world.officer("suzhou");
    auto complaint = world.must(intake, world.submitted().complaint, "accept");
    complaint = world.must(intake, complaint, "transfer", {{"handling_body", "320500-GXJ"}});
    complaint = world.must(handler, complaint, "sign_for");
    return world.must(handler, complaint, "inquire",
                      {{"extract", "投诉人称2025年交付配电设备，货款186500元尚未支付。"},
                       {"questions", "合同是否履行，欠款金额是否属实，何时支付？"}});
}

cases::TimerReport look(World& world, base::UtcMillis now) {
    world.clock.set(now);
    return cases::run_timers(*world.store, *world.env);
}

}  // namespace

TEST_CASE_TEMPLATE(
    "a case that nobody takes up reminds officer, head and supervisor by levels, on working days, once", W,
    OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
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

TEST_CASE_TEMPLATE(
    "5.4 check 4: after three days without service each level passed is recorded and the highest goes out", W,
    OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
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

TEST_CASE_TEMPLATE(
    "a reminder goes out exactly once: run twice, timer lost track of, or cut short in between", W, OnSqlite,
    OnPostgres) {
    W engine;
    World& world = engine;
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
    world.change("UPDATE timers SET done_at = 0");
    CHECK(cases::run_timers(*world.store, *world.env).reminded == 0);
    CHECK(messages(world, id, "DUE_SOON").size() == count);
    CHECK(reminders(world, id).size() == 1);
    CHECK(world.number("SELECT count(*) FROM timers WHERE done_at = 0") == 1);
}

TEST_CASE_TEMPLATE("of two nodes that take the same timer one finds it finished", W, OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
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

TEST_CASE_TEMPLATE(
    "a deadline that passes is marked on the clock and in the history; its reminder waits for a working "
    "day",
    W, OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
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

TEST_CASE_TEMPLATE("a case that is taken up in time reminds nobody of the term that was met", W, OnSqlite,
                   OnPostgres) {
    W engine;
    World& world = engine;
    const auto complaint = world.submitted().complaint;
    world.must(world.officer("shouli"), complaint, "accept");
    look(world, at("2026-12-07", 10));
    for (const auto& rule : sent(world, complaint.id)) CHECK_FALSE(rule.starts_with("review"));
}

TEST_CASE_TEMPLATE("T09: materials that are not signed for count as received on the day of the transfer", W,
                   OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
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

TEST_CASE_TEMPLATE("5.4 checks 1 and 3: overdue cases nobody took are all escalated, oldest first", W,
                   OnSqlite, OnPostgres) {
    // 10,001 take minutes in a build that watches every access: plainly it is one more than where others
    // stop, and on a server, where each filing is many journeys, more than a batch.
    const int cases_filed = test::deep() ? 10'001 : std::is_same_v<W, OnPostgres> ? 501 : 2'001;
    W engine;
    World& world = engine;
    file_many(world, cases_filed, cases_filed / 7 + 1);
    world.change("UPDATE complaints SET assignee = 0");
    world.clock.set(at("2026-12-23", 10));
    records::Timer last{.due_at = -1};
    std::size_t reminded = 0;
    while (true) {
        const auto report = cases::run_timers(*world.store, *world.env, 100, last);
        CHECK(report.failed == 0);
        reminded += report.reminded;
        if (!report.last) break;
        last = *report.last;
        CHECK(world.number("SELECT count(*) FROM timers WHERE done_at = 0 AND due_at < " +
                           std::to_string(last.due_at)) == 0);
    }
    CHECK(reminded == static_cast<std::size_t>(cases_filed));
    CHECK(world.number("SELECT count(*) FROM clocks WHERE kind = 'review' AND late = 1") == cases_filed);
    CHECK(world.number("SELECT count(DISTINCT complaint) FROM reminders WHERE covered_by = 0 AND level = "
                       "'supervisor'") == cases_filed);
    CHECK(world.number("SELECT count(*) FROM events WHERE type = 'deadline_passed'") == cases_filed);
    CHECK(world.number("SELECT count(*) FROM timers WHERE done_at = 0") == 0);
    if (std::is_same_v<W, OnPostgres>) return;  // its connections work side by side, batch after batch
    CHECK(world.number("SELECT count(*) FROM (SELECT due, lag(due) OVER (ORDER BY id) AS earlier FROM "
                       "reminders WHERE covered_by = 0) AS told WHERE due < earlier") == 0);
}

TEST_CASE_TEMPLATE("of two nodes that look at the same moment each reminder goes out from one", W, OnSqlite,
                   OnPostgres) {
    W engine;
    World& world = engine;
    constexpr int cases_filed = 24;
    file_many(world, cases_filed, cases_filed);
    world.clock.set(at("2026-12-10", 15));
    auto options = store::StoreOptions{};
    options.database = world.path;
    options.readers = 3;
    options.clock = &world.clock;
    base::SystemRandom random;
    options.random = &random;
    const auto other = store::Store::open(options);
    cases::TimerReport here;
    cases::TimerReport there;
    {
        const std::jthread node([&] { there = cases::run_timers(*other, *world.env); });
        here = cases::run_timers(*world.store, *world.env);
    }
    CHECK(here.failed + there.failed == 0);
    CHECK(here.reminded + there.reminded == cases_filed);
    CHECK(world.number("SELECT count(*) FROM reminders WHERE covered_by = 0") == cases_filed);
    CHECK(world.number("SELECT count(*) FROM events WHERE type = 'deadline_passed'") == cases_filed);
    CHECK(world.number("SELECT count(*) FROM timers WHERE done_at = 0") == 0);
    CHECK(world.audit().faults.empty());
}

TEST_CASE_TEMPLATE(
    "T13: an inquiry's term that passed unanswered proposes the 督办书 once, after a downtime too", W,
    OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
    const auto complaint = inquired(world);  // on 2026-09-28: ten working days end on 2026-10-16
    CHECK(clock_of(world, complaint.id, "inquiry_answer").due_legal == "2026-10-16");
    for (auto now = at("2026-09-28", 12); now < at("2026-10-16", 23); now += 6 * 3600'000)
        CHECK(look(world, now).performed == 0);
    CHECK(tracks(world, complaint.id, "supervision").empty());

    // The service was down from Friday night to Monday afternoon.
    const auto report = look(world, at("2026-10-19", 15));
    CHECK(report.performed == 1);
    const auto proposed = tracks(world, complaint.id, "supervision");
    REQUIRE(proposed.size() == 1);
    CHECK(proposed[0].state == "open");
    CHECK(proposed[0].opened_by == 0);
    CHECK(clock_of(world, complaint.id, "inquiry_answer").late);
    CHECK(events_of(world, complaint.id, "supervision_proposed") == 1);
    CHECK(events_of(world, complaint.id, "deadline_passed") == 1);
    const auto told = messages(world, complaint.id, "SUPERVISION_PROPOSED");
    const auto suzhou = "officer:" + std::to_string(world.officer("suzhou").officer);
    CHECK(std::ranges::count(told, suzhou, &records::Message::recipient) == 1);
    const auto head = "officer:" + std::to_string(world.officer("suzhou_fzr").officer);
    for (const auto& message : told)
        CHECK((message.recipient == suzhou || message.recipient == head || message.state == "skipped"));
    CHECK(world.stored(complaint.id).state == "HANDLING");

    for (auto now = at("2026-10-19", 16); now < at("2026-10-27", 0); now += 3 * 3600'000) look(world, now);
    CHECK(events_of(world, complaint.id, "supervision_proposed") == 1);
    CHECK(messages(world, complaint.id, "SUPERVISION_PROPOSED").size() == told.size());
    // What the system proposed an officer drafts and the head signs: it stays one track.
    const auto drafted =
        world.must(world.officer("suzhou"), world.stored(complaint.id), "draft_supervision_letter",
                   {{"demand", "请在五个工作日内书面答复并提出清偿安排。"}});
    CHECK(tracks(world, drafted.id, "supervision").size() == 1);
    CHECK(world.audit().faults.empty());
}

TEST_CASE_TEMPLATE("T13: an inquiry that is answered in time proposes nothing", W, OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
    const auto complaint = inquired(world);
    auto respondent = World::complainant(complaint);
    respondent.kind = "respondent";
    world.clock.set(at("2026-10-12", 10));
    world.must(respondent, world.stored(complaint.id), "answer",
               {{"contract_admitted", true},
                {"admitted", 18000000},
                {"disputed", 650000},
                {"reason", "部分设备存在质量争议，正在核对。"}});
    look(world, at("2026-10-19", 15));
    CHECK(tracks(world, complaint.id, "supervision").empty());
    CHECK(events_of(world, complaint.id, "supervision_proposed") == 0);
}

TEST_CASE_TEMPLATE(
    "5.4 check 4: reminders that fall into a holiday wait for its end, and a restart repeats none", W,
    OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
    world.clock.set(at("2026-09-16", 10));
    const auto id = world.submitted().complaint.id;  // ends on 2026-09-30, the day before the holiday
    CHECK(clock_of(world, id, "review").due_legal == "2026-09-30");
    for (auto now = at("2026-09-16", 11); now < at("2026-10-16", 0); now += 3600'000) {
        look(world, now);
        if (now % (24 * 3600'000) != 0) continue;  // once a day the service is started anew
        world.store.reset();
        world.open();
    }
    const auto rows = reminders(world, id);
    REQUIRE(sent(world, id).size() == 4);
    CHECK(rows[0].sent_at == at("2026-09-24", 9));  // three working days before: 25 September is 中秋节
    CHECK(rows[1].sent_at == at("2026-09-30", 9));
    CHECK(rows[2].sent_at == at("2026-10-08", 9));  // 1 to 7 October are rest days
    CHECK(rows[3].sent_at == at("2026-10-10", 9));  // a Saturday made a working day
    CHECK(messages(world, id, "OVERDUE").size() > 1);
}
