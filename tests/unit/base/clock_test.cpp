#include "base/clock.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/random.hpp"

using namespace qingqian::base;

TEST_CASE("a legal day begins at midnight in Shanghai") {
    const auto day = parse_day("2026-11-23").value();
    CHECK(to_rfc3339(day_begins(day)) == "2026-11-22T16:00:00.000Z");
    CHECK(legal_day(day_begins(day)) == day);
    CHECK(legal_day(day_begins(day) - 1) == day - std::chrono::days(1));
    CHECK(to_chinese(day) == "2026年11月23日");
}

TEST_CASE("only days that exist are days") {
    CHECK(parse_day("2024-02-29"));
    for (const auto* text :
         {"2026-02-29", "2026-2-3", "2026-13-01", "20261123", "2026-11-2x", "-026-11-23", ""}) {
        CAPTURE(text);
        CHECK_FALSE(parse_day(text));
    }
}

TEST_CASE("every day survives writing and reading") {
    CHECK(rc::check([] {
        const Day day{std::chrono::days(*rc::gen::inRange(-20000, 60000))};
        RC_ASSERT(parse_day(to_iso(day)) == day);
        RC_ASSERT(legal_day(day_begins(day)) == day);
    }));
}

TEST_CASE("UUIDs of version 7 rise with time and carry version and variant (RFC 9562)") {
    SystemRandom random;
    const auto first = uuid_v7(random, 1'795'400'000'000);
    const auto second = uuid_v7(random, 1'795'400'000'001);
    CHECK(first.size() == 36);
    CHECK(first[14] == '7');
    CHECK(first < second);
}

TEST_CASE("receipt codes have sixteen characters without look-alikes") {
    SystemRandom random;
    const auto code = receipt_code(random);
    CHECK(code.size() == 19);
    CHECK(code.find_first_of("01IOSVZ") == std::string::npos);
    CHECK(code != receipt_code(random));
}

TEST_CASE("SHA-256 and HMAC agree with their published vectors (FIPS 180-4, RFC 4231)") {
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}
