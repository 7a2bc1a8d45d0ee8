#include "identity/password.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace qingqian;

namespace {

std::vector<std::string> codes(std::string_view password, std::string_view login = "wang.wei") {
    std::vector<std::string> result;
    for (const auto& fault : identity::password_faults("/password", password, login))
        result.push_back(fault.code);
    return result;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("a password is kept as Argon2id with 19 MiB and two passes, and found again") {
    const auto hash = identity::hash_password("correct horse battery");
    CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(identity::password_matches(hash, "correct horse battery"));
    CHECK_FALSE(identity::password_matches(hash, "correct horse batterz"));
    CHECK_FALSE(identity::password_matches("", "correct horse battery"));
    CHECK_FALSE(identity::needs_rehash(hash));
    CHECK(
        identity::needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2E$"
                               "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    CHECK_FALSE(identity::password_matches(identity::decoy_hash(), ""));
}

TEST_CASE("new passwords: twelve characters, not leaked, not the login; all faults at once") {
    CHECK(codes("purple river stone").empty());
    CHECK(codes("紫色的河流上有一块石头。").empty());
    CHECK(codes("short") == Codes{"too_short"});
    CHECK(codes(std::string(201, 'a') + "b") == Codes{"too_long"});
    CHECK(codes("Password1234") == Codes{"password_breached"});
    CHECK(codes("zzzzzzzzzzzz") == Codes{"password_breached"});
    CHECK(codes("my Wang.Wei login") == Codes{"password_holds_login"});
    CHECK(codes("admin", "admin") == Codes{"too_short", "password_holds_login"});
}
