#include "workflow/calendar.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <string>

#include "base/clock.hpp"
#include "base/embedded.hpp"
#include "support.hpp"
#include "workflow/calendar_data.hpp"

using namespace qingqian;
using namespace qingqian::workflow;
using std::chrono::days;

namespace {

DueDate due(const char* start, Unit unit, std::int64_t length) {
    return due_date(shipped_calendar(), *base::parse_day(start), unit, length);
}

base::Day any_day() {
    return *base::parse_day("2019-01-01") + days{*rc::gen::inRange(0, 3100)};
}

}  // namespace

TEST_CASE("f.2 working days: every vector of +10") {
    const std::pair<const char*, const char*> vectors[] = {
        {"2026-09-28", "2026-10-16"}, {"2026-02-09", "2026-02-28"}, {"2026-02-13", "2026-03-05"},
        {"2026-04-28", "2026-05-14"}, {"2025-09-25", "2025-10-15"}, {"2026-11-23", "2026-12-07"},
        {"2022-03-16", "2022-03-30"},
    };
    for (const auto& [start, legal] : vectors) {
        CAPTURE(start);
        const auto found = due(start, Unit::working_days, 10);
        CHECK(base::to_iso(found.legal) == legal);
        CHECK(found.raw == found.legal);
        CHECK_FALSE(found.provisional);
    }
}

TEST_CASE("f.2 working days a year, 2019 to 2026") {
    const std::pair<int, int> expected[] = {{2019, 250}, {2020, 249}, {2021, 250}, {2022, 249},
                                            {2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}};
    for (const auto& [year, count] : expected) {
        int found = 0;
        const base::Day begin{std::chrono::year{year} / 1 / 1};
        const base::Day end{std::chrono::year{year + 1} / 1 / 1};
        for (base::Day day = begin; day < end; day += days{1})
            found += shipped_calendar().is_working_day(day);
        CAPTURE(year);
        CHECK(found == count);
    }
}

TEST_CASE("f.3 calendar days: every vector, raw and rolled") {
    struct Vector {
        const char* start;
        std::int64_t length;
        const char* raw;
        const char* legal;
    };
    const Vector vectors[] = {
        {"2026-09-01", 30, "2026-10-01", "2026-10-08"}, {"2026-07-03", 90, "2026-10-01", "2026-10-08"},
        {"2026-01-20", 30, "2026-02-19", "2026-02-24"}, {"2026-10-16", 30, "2026-11-15", "2026-11-16"},
        {"2025-12-02", 30, "2026-01-01", "2026-01-04"},
    };
    for (const auto& vector : vectors) {
        CAPTURE(vector.start);
        const auto found = due(vector.start, Unit::calendar_days, vector.length);
        CHECK(base::to_iso(found.raw) == vector.raw);
        CHECK(base::to_iso(found.legal) == vector.legal);
        CHECK_FALSE(found.provisional);
    }
    const auto provisional = due("2026-10-16", Unit::calendar_days, 90);
    CHECK(base::to_iso(provisional.raw) == "2027-01-14");
    CHECK(provisional.provisional);
}

TEST_CASE("f.2 trap: a year without its notice, and the last week of December before it, are provisional") {
    const auto& calendar = shipped_calendar();
    CHECK(calendar.is_final(*base::parse_day("2026-12-24")));
    CHECK_FALSE(calendar.is_final(*base::parse_day("2026-12-25")));
    CHECK_FALSE(calendar.is_final(*base::parse_day("2027-01-01")));
    CHECK(calendar.is_final(*base::parse_day("2025-12-31")));
    CHECK_FALSE(calendar.is_final(*base::parse_day("2018-06-01")));
    CHECK(due("2026-12-18", Unit::working_days, 10).provisional);
    CHECK_FALSE(due("2026-12-10", Unit::working_days, 10).provisional);
}

TEST_CASE(
    "f.2 trap: a notice rules days of the December before, and a later notice of the same year overrules") {
    const auto& calendar = shipped_calendar();
    CHECK(calendar.is_working_day(*base::parse_day("2018-12-29")));
    CHECK_FALSE(calendar.is_working_day(*base::parse_day("2018-12-31")));
    CHECK(calendar.ruling(*base::parse_day("2022-12-31"))->notice == "2023");
    const auto* prolonged = calendar.ruling(*base::parse_day("2020-02-01"));
    CHECK(prolonged->off);
    CHECK(prolonged->notice == "2020-01-27");
    CHECK(calendar.ruling(*base::parse_day("2019-05-01"))->notice == "2019-03-22");
    CHECK(calendar.ruling(*base::parse_day("2020-01-30"))->notice == "2020");
}

TEST_CASE("民法典 201, 203: the explanation counts day by day") {
    const auto found = due("2026-02-09", Unit::working_days, 10);
    CHECK(found.explain.front().reason == "start");
    CHECK(found.explain.front().number == 0);
    CHECK(found.explain.back().reason == "make_up");
    CHECK(found.explain.back().number == 10);
    CHECK(found.explain[5].reason == "make_up");  // Saturday 2026-02-14
    CHECK(found.explain[6].reason == "holiday");
    CHECK(found.explain[6].name == "春节");

    const auto rolled = due("2026-09-01", Unit::calendar_days, 30);
    CHECK(rolled.explain[30].reason == "counted");
    CHECK(rolled.explain[30].number == 30);
    CHECK(rolled.explain[31].reason == "rolled");
    CHECK(rolled.explain.back().day == rolled.legal);
}

TEST_CASE("a term that cannot be counted is refused") {
    CHECK_THROWS_AS(due("2026-01-01", Unit::working_days, -1), std::invalid_argument);
    CHECK_THROWS_AS(due("2026-01-01", Unit::calendar_days, max_term_length + 1), std::invalid_argument);
    CHECK(due("2026-10-01", Unit::calendar_days, 0).legal == *base::parse_day("2026-10-08"));
}

TEST_CASE("property: legal is a working day, not before raw, and nothing between could have been") {
    CHECK(rc::check([] {
        const auto unit = *rc::gen::element(Unit::working_days, Unit::calendar_days);
        const auto found = due_date(shipped_calendar(), any_day(), unit, *rc::gen::inRange(0, 120));
        RC_ASSERT(shipped_calendar().is_working_day(found.legal));
        RC_ASSERT(found.legal >= found.raw);
        for (auto day = found.raw; day < found.legal; day += days{1}) {
            RC_ASSERT_FALSE(shipped_calendar().is_working_day(day));
        }
    }));
}

TEST_CASE("property: due dates are monotone in the day of the event and in the length") {
    CHECK(rc::check([] {
        const auto unit = *rc::gen::element(Unit::working_days, Unit::calendar_days);
        const auto start = any_day();
        const std::int64_t length = *rc::gen::inRange(0, 90);
        const auto here = due_date(shipped_calendar(), start, unit, length);
        RC_ASSERT(due_date(shipped_calendar(), start + days{1}, unit, length).legal >= here.legal);
        RC_ASSERT(due_date(shipped_calendar(), start, unit, length + 1).legal >= here.legal);
    }));
}

TEST_CASE("property: one entry a day without a gap, and as many are counted as the term has days") {
    CHECK(rc::check([] {
        const auto unit = *rc::gen::element(Unit::working_days, Unit::calendar_days);
        const auto start = any_day();
        const std::int64_t length = *rc::gen::inRange(0, 90);
        const auto found = due_date(shipped_calendar(), start, unit, length);
        RC_ASSERT(static_cast<std::int64_t>(found.explain.size()) == (found.legal - start).count() + 1);
        std::int64_t counted = 0;
        bool provisional = false;
        for (std::size_t i = 0; i < found.explain.size(); ++i) {
            RC_ASSERT(found.explain[i].day == start + days{static_cast<int>(i)});
            if (found.explain[i].number != 0) RC_ASSERT(found.explain[i].number == ++counted);
            provisional = provisional || found.explain[i].provisional;
        }
        RC_ASSERT(counted == length);
        RC_ASSERT(provisional == found.provisional);
    }));
}

TEST_CASE(
    "a notice with a doubled day, a wrong order, a wrong year or a broken member is refused with all "
    "faults") {
    const auto broken =
        read_notice(R"({"id":"2027","number":"n","title":"t","address":"a","issued":"2026-11-05",
        "year":2027,"days":[{"day":"2027-01-01","off":true,"name":"元旦"},{"day":"2027-01-01","off":true,"name":"元旦"},
        {"day":"2026-11-30","off":true,"name":"x"},{"day":"2028-01-01","off":true,"name":"y"}]})");
    REQUIRE_FALSE(broken);
    const auto unnamed = " is neither a public holiday nor a make-up working day: ";
    CHECK(broken.error() == std::vector<std::string>{"/days/2: 2026-11-30 lies outside the year 2027",
                                                     "/days/3: 2028-01-01 lies outside the year 2027",
                                                     "/days/2: 2026-11-30" + (unnamed + std::string("x")),
                                                     "/days/3: 2028-01-01" + (unnamed + std::string("y")),
                                                     "/days/1: 2027-01-01 stands twice",
                                                     "/days/2: 2026-11-30 stands after a later day"});
    const auto members =
        read_notice(R"({"id":"2027","title":"t","address":"a","issued":"2026-02-30","year":2027,
        "days":[{"day":"2027-01-01","off":"yes","name":"元旦"}]})");
    REQUIRE_FALSE(members);
    CHECK(members.error().size() == 3);
    CHECK_FALSE(read_notice("{"));
}

TEST_CASE("the calendar's version changes with its content") {
    auto notice =
        *read_notice(R"({"id":"2027","number":"n","title":"t","address":"a","issued":"2026-11-05","year":2027,
        "days":[{"day":"2027-01-01","off":true,"name":"元旦"}]})");
    const auto first = build_calendar({notice});
    notice.days[0].off = false;
    CHECK(build_calendar({notice}).version() != first.version());
    CHECK(first.is_final(*base::parse_day("2027-06-01")));
    CHECK(shipped_calendar().version().starts_with("2026-"));
    // The notice of 2020-01-27 overruled 1 February: whether the old ruling is still at hand changes nothing.
    const auto read = [](const char* path) { return *read_notice(*base::embedded_text(path)); };
    const auto later = read("calendars/2020-01-27.json");
    auto yearly = read("calendars/2020.json");
    const auto both = build_calendar({later, yearly});
    std::erase_if(yearly.days, [](const auto& ruling) { return base::to_iso(ruling.day) == "2020-02-01"; });
    CHECK(build_calendar({yearly, later}).version() == both.version());
}

namespace {

std::string notice_of(const std::string& days) {
    return R"({"id":"2027-03-01","number":"n","title":"t","address":"a","issued":"2027-03-01","year":2027,"days":[)" +
           days + "]}";
}

std::string ruled(const char* day, bool off, const char* name = "国庆节") {
    return std::string(R"({"day":")") + day + R"(","off":)" + (off ? "true" : "false") + R"(,"name":")" +
           name + R"("})";
}

}  // namespace

TEST_CASE("a holiday with a gap in it is refused, and the missing day is named") {
    const auto broken =
        read_notice(notice_of(ruled("2027-10-01", true) + "," + ruled("2027-10-02", true) + "," +
                              ruled("2027-10-04", true) + "," + ruled("2027-10-09", false)));
    REQUIRE_FALSE(broken);
    CHECK(broken.error() ==
          std::vector<std::string>{
              "/days/2: there is a gap in 国庆节 before 2027-10-04: 2027-10-03 is missing"});
}

TEST_CASE("a doubled day, a gap and an unknown member are all named at once") {
    auto text = notice_of(ruled("2027-10-01", true) + "," + ruled("2027-10-01", true) + "," +
                          ruled("2027-10-03", true));
    text.insert(1, R"("colour":"red",)");
    const auto broken = read_notice(text);
    REQUIRE_FALSE(broken);
    CHECK(broken.error() ==
          std::vector<std::string>{
              "/colour: is not a known member", "/days/1: 2027-10-01 stands twice",
              "/days/2: there is a gap in 国庆节 before 2027-10-03: 2027-10-02 is missing"});
}

TEST_CASE("a weekday ruled as a working day is neither holiday nor make-up, unless another notice freed it") {
    const auto notice = *read_notice(notice_of(ruled("2027-10-08", false)));  // a Friday
    CHECK(notice_faults(notice, build_calendar({})).size() == 1);
    const auto freed = *read_notice(notice_of(ruled("2027-10-08", true)));
    CHECK(notice_faults(notice, build_calendar({freed})).empty());
    CHECK(missing_holidays(notice).empty());  // not the notice of the year
}

TEST_CASE("the notice of a year says which of the seven holidays it leaves out") {
    for (const char* path : {"calendars/2019.json", "calendars/2020.json", "calendars/2026.json"}) {
        CHECK(missing_holidays(*read_notice(*base::embedded_text(path))).empty());
    }
    auto year = *read_notice(*base::embedded_text("calendars/2026.json"));
    std::erase_if(year.days, [](const auto& ruling) { return ruling.name == "端午节"; });
    CHECK(missing_holidays(year) == std::vector<std::string>{"端午"});
}

TEST_CASE("a province's own day stands over the notices and changes the version") {
    const LocalRuling festival{*base::parse_day("2026-04-20"), true, "三月三", "桂政办发〔2026〕1号"};
    const auto notice = *read_notice(*base::embedded_text("calendars/2026.json"));
    const auto plain = build_calendar({notice});
    const auto local = build_calendar({notice}, {festival});
    CHECK(plain.is_working_day(festival.day));
    CHECK_FALSE(local.is_working_day(festival.day));
    CHECK(local.ruling(festival.day)->notice == festival.source);
    CHECK(local.version() != plain.version());
}
