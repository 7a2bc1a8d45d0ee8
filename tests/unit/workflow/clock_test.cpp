#include "base/clock.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <stdexcept>
#include <string>

#include "support.hpp"
#include "workflow/clocks.hpp"

using namespace qingqian;
using namespace qingqian::workflow;
using std::chrono::days;

namespace {

base::Day day(const char* iso) {
    return *base::parse_day(iso);
}

records::CaseClock clock_of(const char* kind, const char* started, Unit unit, std::int64_t length) {
    records::CaseClock clock;
    clock.kind = kind;
    clock.unit = to_string(unit);
    clock.length = length;
    clock.started_day = started;
    return recount(std::move(clock), shipped_calendar());
}

records::CaseClock review(const char* started) {
    return clock_of("review", started, Unit::working_days, 10);
}

records::CaseClock handling(const char* started) {
    return clock_of("handling", started, Unit::calendar_days, 30);
}

}  // namespace

TEST_CASE("a.7: a size dispute suspends the review, which goes on with what was left") {
    const auto& calendar = shipped_calendar();
    const auto running = review("2026-11-23");
    CHECK(running.due_legal == "2026-12-07");
    const auto paused = pause(running, day("2026-11-25"));  // two days used, eight left
    CHECK(paused.state == "paused");
    CHECK_FALSE(paused.late);
    const auto resumed = resume(paused, day("2026-12-02"), calendar);
    CHECK(resumed.state == "running");
    CHECK(resumed.due_legal == base::to_iso(add_working_days(calendar, day("2026-12-02"), 8)));
    CHECK(resumed.due_legal == "2026-12-14");
    const auto due = explain_clock(calendar, resumed);
    CHECK(due.explain[2].number == 2);
    for (std::size_t i = 3; i <= 9; ++i)
        CHECK(due.explain[i].reason == "paused");  // 26 November to 2 December
    CHECK(due.explain[10].number == 3);
    CHECK(due.explain.back().number == 10);
}

TEST_CASE("a clock that is past its day is late when it is paused, and stays so") {
    const auto paused = pause(review("2026-11-02"), day("2026-11-20"));
    CHECK(paused.late);
    const auto resumed = resume(paused, day("2026-12-01"), shipped_calendar());
    CHECK(resumed.due_legal == "2026-11-16");
    CHECK(resumed.late);
}

TEST_CASE("a clock turned in the wrong state is a defect") {
    const auto& calendar = shipped_calendar();
    const auto paused = pause(review("2026-11-23"), day("2026-11-25"));
    CHECK_THROWS_AS(pause(paused, day("2026-11-26")), std::logic_error);
    CHECK_THROWS_AS(resume(review("2026-11-23"), day("2026-11-26"), calendar), std::logic_error);
    CHECK_THROWS_AS(resume(paused, day("2026-11-24"), calendar), std::logic_error);
    CHECK_THROWS_AS(extend(handling("2026-09-01"), day("2026-12-01"), day("2026-11-30"), calendar),
                    std::logic_error);
}

TEST_CASE(
    "a.5: an extension offers working days after the legal day up to raw day 90, and no roll leads beyond") {
    const auto& calendar = shipped_calendar();
    const auto clock = handling("2026-07-03");  // day 90 is 2026-10-01, a holiday
    const auto cap = extension_cap(clock, 90);
    CHECK(base::to_iso(cap) == "2026-10-01");
    const auto offered = extension_days(clock, cap, calendar);
    CHECK(base::to_iso(offered.front()) == "2026-08-04");
    CHECK(base::to_iso(offered.back()) == "2026-09-30");
    const auto extended = extend(clock, offered.back(), cap, calendar);
    CHECK(extended.due_legal == "2026-09-30");
    CHECK(extended.length == 89);
    CHECK(extended.latest == "2026-10-01");
    // A second extension inside the 90 days is counted from the same start.
    const auto first = extend(clock, day("2026-08-20"), cap, calendar);
    CHECK(extend(first, day("2026-09-15"), cap, calendar).due_legal == "2026-09-15");
    CHECK(extension_days(extended, cap, calendar).empty());
}

TEST_CASE("a.5: a holiday announced later rolls an extended term no further than day 90") {
    auto clock = handling("2026-07-03");
    clock = extend(clock, day("2026-09-30"), day("2026-10-01"), shipped_calendar());
    std::map<base::Day, RuledDay> free{{day("2026-09-30"), {true, "国庆节", "x"}},
                                       {day("2026-10-01"), {true, "国庆节", "x"}},
                                       {day("2026-10-02"), {true, "国庆节", "x"}}};
    const Calendar other("x", free, {2026});
    CHECK(recount(clock, other).due_legal == "2026-10-01");
}

TEST_CASE("h.4: a transfer that is late does not shorten the handling term, which begins with the receipt") {
    CHECK(handling("2026-10-16").due_raw == "2026-11-15");
    CHECK(handling("2026-10-20").due_raw == "2026-11-19");
}

TEST_CASE("h.3: a complaint received on a rest day counts from the next working day") {
    CHECK(review("2026-11-21").due_legal == review("2026-11-20").due_legal);  // Saturday and Friday
    CHECK(review("2026-11-22").due_legal == review("2026-11-20").due_legal);
}

TEST_CASE("property: pausing and resuming on the same day changes no date") {
    CHECK(rc::check([] {
        const auto start = base::to_iso(day("2024-01-01") + days{*rc::gen::inRange(0, 900)});
        const auto unit = *rc::gen::element(Unit::working_days, Unit::calendar_days);
        const auto clock = clock_of("x", start.c_str(), unit, *rc::gen::inRange(1, 40));
        const auto at = day(start.c_str()) + days{*rc::gen::inRange(0, 60)};
        const auto again = resume(pause(clock, at), at, shipped_calendar());
        RC_ASSERT(again.due_raw == clock.due_raw);
        RC_ASSERT(again.due_legal == clock.due_legal);
    }));
}

TEST_CASE("property: after a pause as many days are left as before it, and a longer pause ends no earlier") {
    CHECK(rc::check([] {
        const auto& calendar = shipped_calendar();
        const auto start = day("2024-01-01") + days{*rc::gen::inRange(0, 700)};
        const auto unit = *rc::gen::element(Unit::working_days, Unit::calendar_days);
        const auto clock = clock_of("x", base::to_iso(start).c_str(), unit, *rc::gen::inRange(5, 40));
        const auto from = start + days{*rc::gen::inRange(0, 5)};
        const auto until = from + days{*rc::gen::inRange(0, 60)};
        const auto paused = pause(clock, from);
        const auto resumed = resume(paused, until, calendar);
        RC_ASSERT(counted_until(calendar, from, unit, day(clock.due_raw.c_str())) ==
                  counted_until(calendar, until, unit, day(resumed.due_raw.c_str())));
        RC_ASSERT(resumed.due_legal >= clock.due_legal);
        RC_ASSERT(resume(paused, until + days{1}, calendar).due_legal >= resumed.due_legal);
        const auto explained = explain_clock(calendar, resumed);
        RC_ASSERT(base::to_iso(explained.legal) == resumed.due_legal);
        RC_ASSERT(static_cast<std::int64_t>(explained.explain.size()) ==
                  (explained.legal - start).count() + 1);
    }));
}

TEST_CASE("property: an extended clock ends on the day that was chosen") {
    CHECK(rc::check([] {
        const auto& calendar = shipped_calendar();
        const auto start = base::to_iso(day("2024-01-01") + days{*rc::gen::inRange(0, 700)});
        const auto clock = handling(start.c_str());
        const auto cap = extension_cap(clock, 90);
        const auto offered = extension_days(clock, cap, calendar);
        RC_PRE(!offered.empty());
        const auto chosen = *rc::gen::elementOf(offered);
        const auto extended = extend(clock, chosen, cap, calendar);
        RC_ASSERT(extended.due_legal == base::to_iso(chosen));
        RC_ASSERT(extended.due_raw == extended.due_legal);
        RC_ASSERT(extended.due_legal <= base::to_iso(cap));
    }));
}

TEST_CASE("property: counting again with the same calendar changes nothing") {
    CHECK(rc::check([] {
        const auto start = base::to_iso(day("2024-01-01") + days{*rc::gen::inRange(0, 900)});
        const auto clock = clock_of("x", start.c_str(), Unit::working_days, *rc::gen::inRange(0, 60));
        RC_ASSERT(recount(clock, shipped_calendar()) == clock);
    }));
}
