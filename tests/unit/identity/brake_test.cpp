#include "identity/brake.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace qingqian;
using identity::account_brake;
using identity::charged;
using identity::closed_for;

namespace {

store::identity::Brake after_tries(int tries, base::UtcMillis now) {
    std::optional<store::identity::Brake> brake;
    for (int i = 0; i < tries; ++i) brake = charged(brake, "login:x", account_brake, now);
    return *brake;
}

}  // namespace

TEST_CASE("the first tries are free, then the door stays shut twice as long after each") {
    const base::UtcMillis now = 1'000'000;
    CHECK(closed_for(after_tries(4, now), now) == 0);
    CHECK(closed_for(after_tries(5, now), now) == 2'000);
    CHECK(closed_for(after_tries(6, now), now) == 4'000);
    CHECK(closed_for(after_tries(7, now), now) == 8'000);
    CHECK(closed_for(after_tries(60, now), now) == account_brake.longest);
    CHECK(closed_for(after_tries(5, now), now + 2'000) == 0);
    CHECK(closed_for(std::nullopt, now) == 0);
}

TEST_CASE("a window without tries forgets, a guesser who goes on is not forgotten") {
    const base::UtcMillis now = 1'000'000;
    const auto later = charged(after_tries(8, now), "login:x", account_brake, now + account_brake.window + 1);
    CHECK(later.failures == 1);
    const auto within = charged(after_tries(8, now), "login:x", account_brake, now + account_brake.window);
    CHECK(within.failures == 9);
}

TEST_CASE("a right answer takes back its own charge only") {
    const auto brake = identity::released(after_tries(7, 0));
    CHECK(brake.failures == 6);
    CHECK(brake.closed_until == 0);
}

TEST_CASE("brake keys hide what they stand for and group what belongs to one customer") {
    CHECK(identity::login_key("Wang.Wei") == identity::login_key("wang.wei"));
    CHECK(identity::login_key("wang") != identity::login_key("li"));
    CHECK(identity::login_key("wang").find("wang") == std::string::npos);
    CHECK(identity::address_key("2001:db8:1:2::1") == identity::address_key("2001:db8:1:2:ffff::9"));
    CHECK(identity::address_key("2001:db8:1:2::1") != identity::address_key("2001:db8:1:3::1"));
    CHECK(identity::address_key("192.0.2.1") != identity::address_key("192.0.2.2"));
}

TEST_CASE("IPv4 is the same customer inside IPv6, and blocks are wider than customers") {
    CHECK(identity::address_key("::ffff:192.0.2.1") == identity::address_key("192.0.2.1"));
    CHECK(identity::address_key("::ffff:192.0.2.1") != identity::address_key("::ffff:192.0.2.2"));
    CHECK(identity::block_of("192.0.2.1") == identity::block_of("::ffff:192.0.2.200"));
    CHECK(identity::block_of("192.0.2.1") != identity::block_of("192.0.3.1"));
    CHECK(identity::block_of("2001:db8:1:2::1") == identity::block_of("2001:db8:1:9::1"));
    CHECK(identity::block_of("2001:db8:1::1") != identity::block_of("2001:db8:2::1"));
    CHECK(identity::login_block_key("wang", "192.0.2.1") == identity::login_block_key("Wang", "192.0.2.9"));
    CHECK(identity::login_block_key("wang", "192.0.2.1") != identity::login_block_key("wang", "192.0.3.1"));
}
