#include "workflow/reminders.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string>

#include "base/decode.hpp"
#include "support.hpp"
#include "workflow/clocks.hpp"
#include "workflow/load.hpp"

using namespace qingqian;
using namespace qingqian::workflow;
using std::chrono::days;

namespace {

records::CaseClock clock_of(const char* kind, const char* started, Unit unit, std::int64_t length) {
    records::CaseClock clock;
    clock.kind = kind;
    clock.unit = to_string(unit);
    clock.length = length;
    clock.started_day = started;
    return recount(std::move(clock), shipped_calendar());
}

base::UtcMillis at(const char* iso, int hour) {
    return base::day_begins(*base::parse_day(iso)) + hour * 60LL * 60 * 1000;
}

std::expected<Reminders, std::vector<std::string>> read(const std::string& rows) {
    return read_reminders(*base::parse_json(R"({"hour":9,"reminders":[)" + rows + "]}"));
}

const std::string late =
    R"({"id":"late","clock":"*","offset":1,"tell":["handler","head"],"valid_from":"2020-01-01","source":"s"})";

}  // namespace

TEST_CASE(
    "reminders go out on working days around the legal day, those of the kind before those of every kind") {
    const auto rules = load_reminders();
    const auto review = clock_of("review", "2026-09-28", Unit::working_days, 10);  // due 2026-10-16
    const auto planned = rules.plan(shipped_calendar(), review, "JS");
    REQUIRE(planned.size() == 4);
    CHECK(planned[0].at == at("2026-10-13", 9));
    CHECK(planned[1].at == at("2026-10-16", 9));
    CHECK(planned[2].at == at("2026-10-19", 9));  // Monday
    CHECK(planned[3].at == at("2026-10-21", 9));
    CHECK(planned[0].rule->level() == "handler");
    CHECK(planned[3].rule->level() == "supervisor");
    const auto closing = clock_of("closing", "2026-09-28", Unit::working_days, 5);
    CHECK(rules.plan(shipped_calendar(), closing, "JS")[0].rule->clock == "*");
}

TEST_CASE(
    "every term reminds before, on and after its day: officer or party first, then head, then supervisor") {
    const auto rules = load_reminders();
    for (const auto& kind : complaint_definition().clocks) {
        CAPTURE(kind.kind);
        const auto clock = clock_of(kind.kind.c_str(), "2026-11-02", Unit::working_days, 15);
        std::map<std::int64_t, std::vector<std::string>> by_day;
        for (const auto& reminder : rules.plan(shipped_calendar(), clock, "JS"))
            by_day[reminder.rule->offset] = reminder.rule->tell;
        REQUIRE_FALSE(by_day.empty());
        CHECK(by_day.begin()->first < 0);
        REQUIRE(by_day.contains(0));
        REQUIRE(by_day.contains(1));
        const auto tells = [&](std::int64_t day, const char* level) {
            return std::ranges::find(by_day[day], level) != by_day[day].end();
        };
        CHECK(tells(0, "handler"));
        CHECK(tells(1, "handler"));
        CHECK(tells(1, "head"));
        CHECK(by_day.rbegin()->first > 1);
        CHECK(tells(by_day.rbegin()->first, "supervisor"));
        // A party is reminded of its own term before and on the day.
        const bool own = kind.owner == "complainant" || kind.owner == "respondent";
        CHECK(tells(by_day.begin()->first, "party") == own);
        CHECK(tells(0, "party") == own);
    }
}

TEST_CASE("a reminder before the day is left out where the term is shorter than that") {
    const auto rules = *read(
        R"({"id":"b","clock":"x","offset":-3,"tell":["handler"],"valid_from":"2020-01-01","source":"s"},)" +
        late);
    CHECK(rules.plan(shipped_calendar(), clock_of("x", "2026-11-23", Unit::working_days, 3), "JS").empty());
    CHECK(rules.plan(shipped_calendar(), clock_of("x", "2026-11-23", Unit::working_days, 4), "JS").size() ==
          1);
}

TEST_CASE("a province's rows stand in place of the country's, and only while they are valid") {
    const auto rules = *read(
        late +
        R"(,{"id":"ln","clock":"*","province":"LN","offset":2,"tell":["supervisor"],"valid_from":"2020-01-01",
        "valid_until":"2026-12-01","source":"s"})");
    const auto clock = clock_of("x", "2026-11-16", Unit::working_days, 3);
    CHECK(rules.plan(shipped_calendar(), clock, "LN")[0].rule->id == "ln");
    CHECK(rules.plan(shipped_calendar(), clock, "JS")[0].rule->id == "late");
    const auto later = clock_of("x", "2026-12-01", Unit::working_days, 3);
    CHECK(rules.plan(shipped_calendar(), later, "LN")[0].rule->id == "late");
}

TEST_CASE("what falls due on a rest day waits for the next working day") {
    const auto rules = load_reminders();
    const auto& calendar = shipped_calendar();
    CHECK(rules.opening(calendar, at("2026-11-23", 10)) == at("2026-11-23", 10));
    CHECK(rules.opening(calendar, at("2026-11-21", 18)) == at("2026-11-23", 9));
    CHECK(rules.opening(calendar, at("2026-10-02", 10)) == at("2026-10-08", 9));
    CHECK(rules.opening(calendar, at("2026-10-10", 10)) == at("2026-10-10", 10));  // Saturday, make-up
}

TEST_CASE("broken rows are refused with all faults") {
    const auto broken =
        read(late + "," + late +
             R"(,{"id":"x","clock":"y","offset":99,"tell":["boss"],"valid_from":"2026-02-30","source":"s"})");
    REQUIRE_FALSE(broken);
    CHECK(broken.error().size() == 5);
}

TEST_CASE("property: every planned reminder falls on a working day, in order") {
    CHECK(rc::check([] {
        const auto rules = load_reminders();
        const auto& calendar = shipped_calendar();
        const auto kind =
            *rc::gen::element<std::string>("review", "handling", "sign_for", "supplement", "any");
        const auto start = base::to_iso(*base::parse_day("2024-01-01") + days{*rc::gen::inRange(0, 900)});
        const auto clock =
            clock_of(kind.c_str(), start.c_str(), Unit::working_days, *rc::gen::inRange(1, 30));
        base::UtcMillis before = 0;
        for (const auto& reminder : rules.plan(calendar, clock, "JS")) {
            RC_ASSERT(calendar.is_working_day(base::legal_day(reminder.at)));
            RC_ASSERT(rules.opening(calendar, reminder.at) == reminder.at);
            RC_ASSERT(reminder.at >= before);
            before = reminder.at;
        }
    }));
}
