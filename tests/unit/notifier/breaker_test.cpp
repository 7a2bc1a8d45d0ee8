#include "notifier/breaker.hpp"

#include <doctest/doctest.h>

using qingqian::notifier::Breaker;
using std::chrono::milliseconds;

TEST_CASE("a provider that fails three times rests, then gets one message, then all again") {
    Breaker breaker(3, milliseconds(1000));
    CHECK(breaker.room(0, 8) == 8);
    for (int i = 0; i < 3; ++i) breaker.failure(100, milliseconds(0));
    CHECK(breaker.open(100));
    CHECK(breaker.room(100, 8) == 0);
    CHECK(breaker.rests_until() == 1100);
    CHECK_FALSE(breaker.allow(1099));
    CHECK(breaker.room(1100, 8) == 1);
    CHECK(breaker.room(1100, 0) == 0);
    CHECK(breaker.allow(1100));
    CHECK_MESSAGE(breaker.room(1100, 8) == 0, "the one is on its way");
    CHECK_FALSE(breaker.allow(1100));
    breaker.success();
    CHECK(breaker.room(1101, 8) == 8);
}

TEST_CASE(
    "every failed probe doubles the rest, to five minutes at most; the provider's own wish counts too") {
    Breaker breaker(1, milliseconds(1000));
    breaker.failure(0, milliseconds(0));
    CHECK(breaker.rests_until() == 1000);
    REQUIRE(breaker.allow(1000));
    breaker.failure(1000, milliseconds(0));
    CHECK(breaker.rests_until() == 3000);
    qingqian::base::UtcMillis now = 3000;
    for (int i = 0; i < 12; ++i) {
        REQUIRE(breaker.allow(now));
        breaker.failure(now, milliseconds(0));
        CHECK(breaker.rests_until() - now <= 5 * 60'000);
        now = breaker.rests_until();
    }
    REQUIRE(breaker.allow(now));
    breaker.failure(now, milliseconds(900'000));
    CHECK(breaker.rests_until() - now == 900'000);
    REQUIRE(breaker.allow(breaker.rests_until()));
    breaker.success();
    breaker.failure(now, milliseconds(0));
    CHECK_MESSAGE(breaker.rests_until() == now + 900'000, "an old rest is not shortened");
}
