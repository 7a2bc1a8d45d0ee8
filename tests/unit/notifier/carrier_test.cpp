#include "notifier/carrier.hpp"

#include <doctest/doctest.h>

using namespace qingqian::notifier;
using namespace std::chrono_literals;

namespace {

Carrier carrier(const char* name, std::int64_t per_second = 0) {
    return {name, Breaker(1, 1000ms), Pace(per_second)};
}

}  // namespace

TEST_CASE("the first provider that works gets everything") {
    const std::vector carriers{carrier("a"), carrier("b")};
    auto shares = share_out(carriers, 0, 8);
    REQUIRE(shares.size() == 2);
    CHECK(open_room(shares) == 8);
    for (int i = 0; i < 8; ++i) {
        auto* share = place_for(shares, "a");
        REQUIRE(share != nullptr);
        CHECK(share->provider == "a");
        --share->room;
    }
    CHECK(place_for(shares, "a") == nullptr);
    CHECK(place_for(shares, "gone") == nullptr);
    // What was passed on to the second goes there.
    REQUIRE(place_for(shares, "b") != nullptr);
    CHECK(place_for(shares, "b")->provider == "b");
}

TEST_CASE("a provider that is down is passed over, then tried with one message") {
    std::vector carriers{carrier("a"), carrier("b")};
    carriers[0].breaker.failure(0, 0ms);
    auto shares = share_out(carriers, 500, 8);
    CHECK(open_room(shares) == 8);
    CHECK(place_for(shares, "a")->provider == "b");

    shares = share_out(carriers, 1000, 8);
    CHECK(open_room(shares) == 8);
    auto* first = place_for(shares, "a");
    CHECK(first->provider == "a");
    --first->room;
    CHECK(place_for(shares, "a")->provider == "b");

    REQUIRE(carriers[0].breaker.allow(1000));
    carriers[0].breaker.success();
    shares = share_out(carriers, 1001, 8);
    CHECK(place_for(shares, "a")->provider == "a");
}

TEST_CASE("with every provider down nothing leaves until one may be tried") {
    std::vector carriers{carrier("a"), carrier("b")};
    carriers[0].breaker.failure(0, 0ms);
    carriers[1].breaker.failure(0, 300ms);
    CHECK(open_room(share_out(carriers, 500, 8)) == 0);
    CHECK(room_at(carriers, 500) == 1000);
    CHECK(open_room(share_out(carriers, 1000, 8)) == 2);
}

TEST_CASE("a provider's pace is kept, and its messages are not passed on for it") {
    std::vector carriers{carrier("a", 100), carrier("b")};
    auto shares = share_out(carriers, 0, 64);
    CHECK(open_room(shares) == 5);
    carriers[0].pace.spend(0, 5);
    CHECK(open_room(share_out(carriers, 0, 64)) == 0);
    CHECK(room_at(carriers, 0) == 10);
    CHECK(open_room(share_out(carriers, 10, 64)) == 1);
    CHECK(open_room(share_out(carriers, 100'000, 64)) == 5);
}

TEST_CASE("a pace holds over any length of time") {
    Pace pace(30);
    std::size_t left = 0;
    for (qingqian::base::UtcMillis now = 0; now < 10'000; ++now) {
        const auto room = pace.room(now, 64);
        pace.spend(now, room);
        left += room;
    }
    CHECK(left >= 290);
    CHECK(left <= 302);
    Pace any(0);
    CHECK(any.room(0, 64) == 64);
    any.spend(0, 64);
    CHECK(any.room(0, 64) == 64);
}
