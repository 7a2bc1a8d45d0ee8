#include "identity/session.hpp"

#include <doctest/doctest.h>

using namespace qingqian;

TEST_CASE("a token is 256 random bits; the row knows its hash alone") {
    base::SystemRandom random;
    const identity::SessionRules rules;
    const auto first = identity::open_session(random, "officer", 7, rules, 1000);
    const auto second = identity::open_session(random, "tracking", 9, rules, 1000);
    CHECK(identity::is_token(first.token));
    CHECK(first.token != second.token);
    CHECK(first.session.token_hash == identity::token_hash(first.token));
    CHECK(first.session.token_hash != first.token);
    CHECK(first.session.kind == "officer");
    CHECK(second.session.kind == "tracking");
    CHECK(first.session.expires_at == 1000 + rules.absolute);
}

TEST_CASE("what has not the shape of a token is not looked up") {
    CHECK_FALSE(identity::is_token(""));
    CHECK_FALSE(identity::is_token(std::string(63, 'a')));
    CHECK_FALSE(identity::is_token(std::string(64, 'A')));
    CHECK_FALSE(identity::is_token(std::string(63, 'a') + "'"));
}

TEST_CASE("the cookie is out of reach of scripts and of other sites, and prefixed where it can be") {
    const identity::SessionRules rules;
    CHECK(identity::session_cookie("t", true, rules) ==
          "__Host-qq_session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure");
    CHECK(identity::session_cookie("t", false, rules) ==
          "qq_session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200");
    CHECK(identity::expired_cookie(true).contains("Max-Age=0"));
}
