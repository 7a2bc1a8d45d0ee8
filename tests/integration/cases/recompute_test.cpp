#include "cases/recompute.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cases/calendar_effects.hpp"
#include "cases/notices.hpp"
#include "cases/recount_turn.hpp"
#include "cases/untold.hpp"
#include "store/reference.hpp"
#include "world.hpp"

using namespace qingqian;
using test::OnPostgres;
using test::OnSqlite;
using test::World;

namespace {

constexpr std::string_view notice_2027 =
    R"({"id":"2027","number":"国办发明电〔2026〕9号","title":"国务院办公厅关于2027年部分节假日安排的通知",
    "address":"https://www.gov.cn/2027","issued":"2026-11-24","year":2027,"days":[
    {"day":"2026-12-26","off":false,"name":"元旦"},
    {"day":"2026-12-31","off":true,"name":"元旦"},{"day":"2027-01-01","off":true,"name":"元旦"},
    {"day":"2027-01-02","off":true,"name":"元旦"}]})";

std::int64_t submitted_on(World& world, const char* day) {
    world.clock.set(base::day_begins(*base::parse_day(day)) + 10 * 3600'000);
    return world.submitted().complaint.id;
}

records::CaseClock review_of(World& world, std::int64_t complaint) {
    records::CaseClock found;
    world.read([&](store::ReadTx& tx) { found = store::history::clocks(tx, complaint).at(0); });
    return found;
}

std::vector<records::Event> events_of(World& world, std::int64_t complaint, std::string_view type) {
    std::vector<records::Event> found;
    world.read([&](store::ReadTx& tx) {
        for (auto& event : store::history::events(tx, complaint)) {
            if (event.type == type) found.push_back(std::move(event));
        }
    });
    return found;
}

std::vector<records::Message> told(World& world, std::int64_t complaint) {
    std::vector<records::Message> found;
    world.read([&](store::ReadTx& tx) {
        for (auto& message : store::outbox::of_case(tx, complaint)) {
            if (message.event_name == "DUE_CHANGED") found.push_back(std::move(message));
        }
    });
    return found;
}

base::Result<cases::CalendarChange> load(World& world, std::string_view text) {
    return world.store->write_now<cases::CalendarChange>(
        [&](store::WriteTx& tx) { return cases::load_notice(tx, "JS", text); });
}

}  // namespace

TEST_CASE_TEMPLATE(
    "loading a notice moves and announces exactly the dates it should, and confirms the others", W, OnSqlite,
    OnPostgres) {
    W engine;
    World& world = engine;
    const auto early = submitted_on(world, "2026-11-23");      // ends 2026-12-07, final
    const auto confirmed = submitted_on(world, "2026-12-11");  // ends 2026-12-25, provisional
    const auto moved = submitted_on(world, "2026-12-17");      // ends 2026-12-31, provisional
    CHECK(review_of(world, moved).due_legal == "2026-12-31");
    CHECK(review_of(world, moved).provisional);
    CHECK(review_of(world, confirmed).provisional);
    REQUIRE(load(world, notice_2027));
    cases::EnvironmentSource source(world.env);
    CHECK(cases::follow_reference(*world.store, source).value());
    CHECK_FALSE(cases::follow_reference(*world.store, source).value());
    world.env = source.get();
    CHECK_FALSE(cases::recounted(*world.store, *world.env).value());
    const auto changed = world.stored(moved).updated_at;
    world.clock.advance(1000);
    const auto report = cases::recount_clocks(*world.store, *world.env);
    CHECK(report.looked == 3);
    CHECK(report.moved == 1);
    CHECK(report.confirmed == 1);
    CHECK(report.left == 0);
    CHECK(report.complete);
    CHECK(cases::recounted(*world.store, *world.env).value());
    // The dates are right at once; the messages follow, each once, whoever else writes them.
    CHECK(told(world, moved).empty());
    CHECK(cases::tell_untold(*world.store, *world.env, [] { return true; }) == 0);
    CHECK(cases::tell_untold(*world.store, *world.env) == 1);
    CHECK(cases::tell_untold(*world.store, *world.env) == 0);

    // 26 December is a working day now, 31 December none: the tenth day is the 30th.
    CHECK(review_of(world, moved).due_legal == "2026-12-30");
    CHECK_FALSE(review_of(world, moved).provisional);
    CHECK(world.stored(moved).due == "2026-12-30");
    CHECK(world.stored(moved).updated_at == changed);  // nobody did anything
    CHECK(review_of(world, confirmed).due_legal == "2026-12-25");
    CHECK_FALSE(review_of(world, confirmed).provisional);
    CHECK(events_of(world, early, "due_recomputed").empty());
    CHECK(events_of(world, early, "due_confirmed").empty());
    CHECK(events_of(world, confirmed, "due_confirmed").size() == 1);
    CHECK(told(world, confirmed).empty());
    const auto events = events_of(world, moved, "due_recomputed");
    REQUIRE(events.size() == 1);
    CHECK(events[0].actor_kind == "system");
    CHECK(events[0].payload.contains(R"("due_before":"2026-12-31")"));
    CHECK(events[0].payload.contains(R"("due_legal":"2026-12-30")"));
    CHECK(events[0].payload.contains(world.env->calendar.version()));
    const auto messages = told(world, moved);
    const auto sms = std::ranges::find(messages, "sms", &records::Message::channel);
    REQUIRE(sms != messages.end());
    CHECK(sms->text.contains("2026年12月30日"));
    CHECK(std::ranges::any_of(messages, [](const auto& message) {
        return message.recipient.starts_with("officer:") && message.text.contains("由2026年12月31日");
    }));
    CHECK(world.audit().faults.empty());

    // The same by the calendar, for those who may see the case; the administrator has the number alone.
    for (const auto* login : {"shouli", "guanli", "suzhou"}) {
        CAPTURE(login);
        const auto reader = world.officer(login);
        world.read([&](store::ReadTx& tx) {
            const auto moves = cases::read_calendar_moves(tx, *world.env, reader, "", "", 50).value();
            const auto sees = std::string_view(login) != "suzhou";
            CHECK(cases::count_calendar_moves(tx, *world.env, reader, "") == (sees ? 1 : 0));
            REQUIRE(moves.at("items").as_array().size() == (sees ? 1 : 0));
            if (!sees) return;
            const auto& line = moves.at("items").at(0);
            CHECK(line.at("number").as_string() == store::complaints::find_by_id(tx, moved)->number);
            CHECK(line.at("clock").as_string() == "review");
            CHECK(line.at("due_before").as_string() == "2026-12-31");
            CHECK(line.at("due_after").as_string() == "2026-12-30");
            CHECK(events[0].payload.contains(std::string(line.at("reason").as_string())));
        });
    }

    // A second run, on another node or after a crash, finds nothing left.
    const auto again = cases::recount_clocks(*world.store, *world.env);
    CHECK(again.moved + again.confirmed + again.left == 0);
    CHECK(cases::tell_untold(*world.store, *world.env) == 0);
    CHECK(told(world, moved).size() == messages.size());
}

TEST_CASE_TEMPLATE("a recount that is stopped is not noted as done and goes on where it was", W, OnSqlite,
                   OnPostgres) {
    W engine;
    World& world = engine;
    const auto moved = submitted_on(world, "2026-12-17");
    REQUIRE(load(world, notice_2027));
    world.load();
    CHECK_FALSE(cases::recount_clocks(*world.store, *world.env, [] { return true; }).complete);
    CHECK_FALSE(cases::recounted(*world.store, *world.env).value());
    CHECK(review_of(world, moved).due_legal == "2026-12-31");
    CHECK(cases::recount_clocks(*world.store, *world.env).moved == 1);
    CHECK(cases::recounted(*world.store, *world.env).value());
}

TEST_CASE_TEMPLATE("one process at a time counts again; a dead one is waited for ten seconds", W, OnSqlite,
                   OnPostgres) {
    W engine;
    World& world = engine;
    const auto moved = submitted_on(world, "2026-12-17");
    REQUIRE(load(world, notice_2027));
    world.load();
    const auto another_used_it = [&](base::UtcMillis ago) {
        world.write([&](store::WriteTx& tx) {
            store::reference::put_setting(tx, "recount_turn", "another " + std::to_string(tx.now() - ago));
        });
    };
    another_used_it(9'999);
    CHECK(cases::recount_turn::is_anothers(*world.store).value());
    const auto waits = cases::recount_clocks(*world.store, *world.env);
    CHECK(waits.looked == 0);
    CHECK_FALSE(waits.complete);
    CHECK(review_of(world, moved).due_legal == "2026-12-31");

    another_used_it(10'000);
    CHECK_FALSE(cases::recount_turn::is_anothers(*world.store).value());
    CHECK(cases::recount_clocks(*world.store, *world.env).moved == 1);
    CHECK(review_of(world, moved).due_legal == "2026-12-30");

    // Given back when done; who seizes it has it.
    world.read([&](store::ReadTx& tx) { CHECK(store::reference::setting(tx, "recount_turn") == ""); });
    another_used_it(0);
    world.write([&](store::WriteTx& tx) {
        CHECK_FALSE(cases::recount_turn::keep(tx));
        cases::recount_turn::seize(tx);
        CHECK(cases::recount_turn::keep(tx));
    });
}

TEST_CASE_TEMPLATE("the deadline service takes up a calendar that was loaded elsewhere", W, OnSqlite,
                   OnPostgres) {
    W engine;
    World& world = engine;
    const auto moved = submitted_on(world, "2026-12-17");
    cases::EnvironmentSource source(world.env);
    cases::Runner runner(*world.store, source, std::chrono::milliseconds(5));
    runner.start();
    REQUIRE(load(world, notice_2027));
    for (int tries = 0; tries < 2000 && review_of(world, moved).due_legal != "2026-12-30"; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    for (int tries = 0; tries < 2000 && told(world, moved).empty(); ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    runner.stop();
    CHECK(review_of(world, moved).due_legal == "2026-12-30");
    CHECK_FALSE(told(world, moved).empty());
    CHECK(source.get()->calendar.version() != world.env->calendar.version());
}

TEST_CASE_TEMPLATE("a broken notice is refused with every fault at its place, and nothing changes", W,
                   OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
    const auto before = world.env->calendar.version();
    const auto refused =
        load(world, R"({"id":"2027","number":"n","title":"t","address":"a","issued":"2026-11-24",
        "year":2027,"colour":"red","days":[{"day":"2027-01-01","off":true,"name":"元旦"}]})");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "invalid_input");
    REQUIRE(refused.error().fields.size() == 1);
    CHECK(refused.error().fields[0].pointer == "/colour");
    const auto plain =
        load(world, R"({"id":"2027","number":"n","title":"t","address":"a","issued":"2026-11-24",
        "year":2027,"days":[{"day":"2027-01-01","off":true,"name":"元旦"},{"day":"2027-01-05","off":false,"name":"元旦"}]})");
    REQUIRE_FALSE(plain);
    CHECK(plain.error().fields[0].pointer == "/days/1");
    CHECK_FALSE(load(world, "no JSON"));
    world.read([&](store::ReadTx& tx) { CHECK(cases::read_calendar(tx, "JS").version() == before); });
}

TEST_CASE_TEMPLATE(
    "a notice that is loaded again replaces itself, and days it no longer rules fall back to the others", W,
    OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
    const auto before = world.env->calendar.version();
    REQUIRE(load(world, notice_2027));
    const auto other =
        load(world, R"({"id":"2027","number":"n","title":"t","address":"a","issued":"2026-11-25",
        "year":2027,"days":[{"day":"2027-01-01","off":true,"name":"元旦"}]})");
    REQUIRE(other);
    CHECK(other->replaced);
    CHECK(other->version != before);
    CHECK(other->missing.size() == 6);
    world.read([&](store::ReadTx& tx) {
        const auto calendar = cases::read_calendar(tx, "JS");
        CHECK(calendar.is_working_day(*base::parse_day("2026-12-31")));
        CHECK_FALSE(calendar.is_working_day(*base::parse_day("2027-01-01")));
    });
    // Seeding again, as every migration does, brings nothing back.
    world.write([](store::WriteTx& tx) { cases::seed_reference(tx); });
    world.read([&](store::ReadTx& tx) { CHECK(cases::read_calendar(tx, "JS").version() == other->version); });
}

TEST_CASE_TEMPLATE("a local special day moves open clocks, and so does its removal", W, OnSqlite,
                   OnPostgres) {
    W engine;
    World& world = engine;
    const auto id = submitted_on(world, "2026-11-23");
    const store::reference::LocalDay day{"JS", "2026-12-01", true, "雪灾停工", "苏政办发〔2026〕1号"};
    const auto change = [&](auto work) {
        const auto done = world.store->write_now<cases::CalendarChange>(work);
        if (done) world.load();
        return done;
    };
    REQUIRE(change([&](store::WriteTx& tx) { return cases::add_local_day(tx, day); }));
    CHECK(cases::recount_clocks(*world.store, *world.env).moved == 1);
    CHECK(review_of(world, id).due_legal == "2026-12-08");
    auto idle = day;
    idle.day = "2026-12-05";  // a Saturday
    const auto refused = change([&](store::WriteTx& tx) { return cases::add_local_day(tx, idle); });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields[0].code == "local_day_idle");
    REQUIRE(change([&](store::WriteTx& tx) { return cases::remove_local_day(tx, "JS", "2026-12-01"); }));
    CHECK(cases::recount_clocks(*world.store, *world.env).moved == 1);
    CHECK(review_of(world, id).due_legal == "2026-12-07");
    CHECK(change([&](store::WriteTx& tx) { return cases::remove_local_day(tx, "JS", "2026-12-01"); })
              .error()
              .code == "local_day_unknown");
    CHECK(world.audit().faults.empty());
}
