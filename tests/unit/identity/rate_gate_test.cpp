#include "identity/rate_gate.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace qingqian;
using identity::RateGate;

namespace {

constexpr base::UtcMillis hour = 3'600'000;

/// How many of `tries` pass at one moment.
int passed(RateGate& gate, std::string_view address, int tries, base::UtcMillis now) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += gate.take(address, now) == 0 ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a block does what it may do in an hour, and no more until time has passed") {
    RateGate gate({.all = 0, .block = 6});
    const base::UtcMillis now = 10 * hour;
    CHECK(passed(gate, "192.0.2.1", 20, now) == 6);
    CHECK(gate.take("192.0.2.77", now) == hour / 6);
    CHECK(gate.take("192.0.3.1", now) == 0);
    CHECK(passed(gate, "192.0.2.1", 20, now + hour / 6 - 1) == 0);
    CHECK(passed(gate, "192.0.2.1", 20, now + hour / 6) == 1);
    CHECK(passed(gate, "192.0.2.1", 20, now + 30 * hour) == 6);
}

TEST_CASE("all together have a bound, too, and whoever is turned away takes nothing") {
    RateGate gate({.all = 10, .block = 8});
    CHECK(passed(gate, "192.0.2.1", 20, 0) == 8);
    CHECK(passed(gate, "198.51.100.1", 20, 0) == 2);
    CHECK(gate.take("203.0.113.1", 0) == hour / 10);
    CHECK(passed(gate, "203.0.113.1", 20, hour / 2) == 5);
}

TEST_CASE("without bounds nothing is counted") {
    RateGate gate({.all = 0, .block = 0});
    CHECK(passed(gate, "192.0.2.1", 1'000, 0) == 1'000);
}

TEST_CASE("more blocks than there is room for share one bucket; those that rest make room") {
    RateGate gate({.all = 0, .block = 2}, 4);
    for (int i = 0; i < 4; ++i) CHECK(gate.take("10.0." + std::to_string(i) + ".1", 0) == 0);
    CHECK(gate.take("10.0.4.1", 0) == 0);
    CHECK(gate.take("10.0.5.1", 0) == 0);
    CHECK(gate.take("10.0.6.1", 0) > 0);
    CHECK(passed(gate, "10.0.7.1", 5, 2 * hour) == 2);
    CHECK(gate.take("10.0.8.1", 2 * hour) == 0);
}
