#include "notifier/hold.hpp"

#include <doctest/doctest.h>

using namespace qingqian;
using notifier::QuietHours;

namespace {

/// 2026-11-23 at an hour and minute of Asia/Shanghai.
base::UtcMillis at(int hour, int minute = 0, int day = 23) {
    return base::day_begins(base::parse_day("2026-11-" + std::to_string(day)).value()) +
           (hour * 60 + minute) * 60'000LL;
}

}  // namespace

TEST_CASE("quiet hours over midnight end in the morning") {
    const auto quiet = QuietHours::read("21:00-08:00");
    REQUIRE(quiet);
    CHECK_FALSE(quiet->end_of(at(8)));
    CHECK_FALSE(quiet->end_of(at(20, 59)));
    CHECK(quiet->end_of(at(21)) == at(8, 0, 24));
    CHECK(quiet->end_of(at(23, 59)) == at(8, 0, 24));
    CHECK(quiet->end_of(at(0, 0, 24)) == at(8, 0, 24));
    CHECK(quiet->end_of(at(7, 59)) == at(8));
}

TEST_CASE("quiet hours within a day") {
    const auto quiet = QuietHours::read("12:00-13:30");
    REQUIRE(quiet);
    CHECK_FALSE(quiet->end_of(at(11, 59)));
    CHECK(quiet->end_of(at(12)) == at(13, 30));
    CHECK_FALSE(quiet->end_of(at(13, 30)));
    CHECK_FALSE(QuietHours::read("")->end_of(at(3)));
    CHECK_FALSE(QuietHours::read("08:00-08:00")->end_of(at(8)));
}

TEST_CASE("what is no span of hours is refused") {
    for (const char* odd : {"21-8", "21:00", "24:00-08:00", "21:60-08:00", "-1:00-08:00", "21:00–8:00",
                            "aa:bb-cc:dd", "21:00-08:000", "+1:00-08:00"}) {
        CAPTURE(odd);
        CHECK_FALSE(QuietHours::read(odd));
    }
}

TEST_CASE("each kind of message has its own quiet hours, or those of all") {
    notifier::SendRules rules;
    rules.quiet = *QuietHours::read("21:00-08:00");
    records::Message party;
    party.recipient = "complainant:1";
    records::Message officer;
    officer.recipient = "officer:1";
    auto digest = officer;
    digest.urgency = records::urgency::bulk;
    const auto rings = [&](const records::Message& message, base::UtcMillis now) {
        return !notifier::quiet_for(message, rules).end_of(now);
    };
    for (const auto& message : {party, officer, digest}) CHECK_FALSE(rings(message, at(22)));
    rules.officers = *QuietHours::read("23:00-06:00");
    CHECK(rings(officer, at(22)));
    CHECK(rings(digest, at(22)));
    CHECK_FALSE(rings(party, at(22)));
    CHECK_FALSE(rings(officer, at(5)));
    rules.bulk = *QuietHours::read("18:00-09:00");
    CHECK_FALSE(rings(digest, at(19)));
    CHECK(rings(officer, at(19)));
    rules.officers = QuietHours{};  // none
    CHECK(rings(officer, at(23, 30)));
}
