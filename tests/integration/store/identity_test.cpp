#include "store/identity.hpp"

#include <string>

#include "integration/store/world.hpp"
#include "store/idempotency.hpp"
#include "store/reference.hpp"

namespace qingqian::test {
namespace {

namespace identity = store::identity;

records::Officer officer(const std::string& login) {
    records::Officer officer;
    officer.login = login;
    officer.name = "王芳";
    officer.roles = {"intake", "intake_head"};
    officer.password_hash = "$argon2id$";
    officer.created_at = 1;
    return officer;
}

std::optional<records::Session> session(World& world, const std::string& token) {
    return world.read([&](store::ReadTx& tx) { return identity::session(tx, token); });
}

records::Session signed_in(const std::string& token, std::int64_t officer, base::UtcMillis expires) {
    return {token, "officer", officer, 0, 1, 1, expires};
}

store::idempotency::Record answered(const std::string& key, base::UtcMillis at) {
    return {key, "body of " + key, 201, "{}", at};
}

}  // namespace

TEST_CASE_TEMPLATE("sessions are touched, removed one by one, by officer and by age", W, OnSqlite,
                   OnPostgres) {
    W world;
    world.write([](store::WriteTx& tx) {
        identity::insert_session(tx, signed_in("a", 1, 100));
        identity::insert_session(tx, signed_in("b", 1, 200));
        identity::insert_session(tx, signed_in("c", 2, 300));
        identity::insert_session(tx, {"tracking", "tracking", 0, 9, 1, 1, 300});
        identity::touch_session(tx, "a", 50);
        return true;
    });
    CHECK(session(world, "a")->seen_at == 50);
    CHECK(session(world, "b")->seen_at == 1);
    CHECK(session(world, "tracking")->complaint == 9);
    CHECK_FALSE(session(world, "nobody's").has_value());

    world.write([](store::WriteTx& tx) { return identity::remove_expired_sessions(tx, 150), true; });
    CHECK_FALSE(session(world, "a").has_value());
    CHECK(session(world, "b").has_value());
    world.write([](store::WriteTx& tx) { return identity::remove_sessions_of(tx, 1), true; });
    CHECK_FALSE(session(world, "b").has_value());
    CHECK(session(world, "c").has_value());
    // Officer 0 is nobody: complainants' sessions do not go with it.
    world.write([](store::WriteTx& tx) { return identity::remove_sessions_of(tx, 0), true; });
    CHECK(session(world, "tracking").has_value());
    world.write([](store::WriteTx& tx) { return identity::remove_session(tx, "c"), true; });
    CHECK_FALSE(session(world, "c").has_value());
}

TEST_CASE_TEMPLATE("a brake is written over and taken away", W, OnSqlite, OnPostgres) {
    W world;
    const auto brake = [&] {
        return world.read([](store::ReadTx& tx) { return identity::brake(tx, "login:wang"); });
    };
    CHECK_FALSE(brake().has_value());
    for (const std::int64_t failures : {1, 5}) {
        world.write([&](store::WriteTx& tx) {
            identity::put_brake(tx, {"login:wang", failures, 10, failures == 5 ? 99 : 0});
            return true;
        });
        REQUIRE(brake().has_value());
        CHECK(brake()->failures == failures);
        CHECK(brake()->window_start == 10);
    }
    CHECK(brake()->closed_until == 99);
    world.write([](store::WriteTx& tx) { return identity::clear_brake(tx, "login:wang"), true; });
    CHECK_FALSE(brake().has_value());
}

TEST_CASE_TEMPLATE("officers keep their roles; disabled ones leave their body's list", W, OnSqlite,
                   OnPostgres) {
    W world;
    const auto body = some_body(world, "32");
    auto wang = officer("wang");
    wang.body = body.id;
    world.write([&](store::WriteTx& tx) { return identity::insert_officer(tx, wang), true; });
    const auto found = world.read([](store::ReadTx& tx) { return identity::officer_by_login(tx, "wang"); });
    REQUIRE(found.has_value());
    CHECK(found->roles == wang.roles);
    CHECK(world.read([&](store::ReadTx& tx) { return identity::officers_of(tx, body.id); }).size() == 1);
    wang.disabled_at = 5;
    world.write([&](store::WriteTx& tx) { return identity::update_officer(tx, wang), true; });
    CHECK(world.read([&](store::ReadTx& tx) { return identity::officers_of(tx, body.id); }).empty());
    CHECK(world.read([&](store::ReadTx& tx) { return identity::officer_by_id(tx, wang.id); })->disabled_at ==
          5);
}

TEST_CASE_TEMPLATE("what failed is told without the values that were in it", W, OnSqlite, OnPostgres) {
    W world;
    const auto insert = [&] {
        return world.store().template write_now<int>([](store::WriteTx& tx) -> base::Result<int> {
            auto twice = officer("secret-login");
            identity::insert_officer(tx, twice);
            return 1;
        });
    };
    CHECK(insert().has_value());
    const auto refused = insert();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "internal");
    CHECK_FALSE(refused.error().log_detail.empty());
    CHECK(refused.error().log_detail.find("secret-login") == std::string::npos);
    CHECK(refused.error().log_detail.find("王芳") == std::string::npos);
}

TEST_CASE_TEMPLATE("answers are kept under their key until they are old", W, OnSqlite, OnPostgres) {
    W world;
    world.write([](store::WriteTx& tx) {
        store::idempotency::insert(tx, answered("old", 100));
        store::idempotency::insert(tx, answered("young", 200));
        return true;
    });
    const auto find = [&](const std::string& key) {
        return world.read([&](store::ReadTx& tx) { return store::idempotency::find(tx, key); });
    };
    REQUIRE(find("old").has_value());
    CHECK(find("old")->body_hash == "body of old");
    CHECK(find("old")->status == 201);
    CHECK_FALSE(find("other").has_value());
    world.write([](store::WriteTx& tx) { return store::idempotency::expire(tx, 200), true; });
    CHECK_FALSE(find("old").has_value());
    CHECK(find("young").has_value());
    // A key is given once.
    const auto second = world.store().template write_now<int>([](store::WriteTx& tx) -> base::Result<int> {
        store::idempotency::insert(tx, answered("young", 300));
        return 1;
    });
    CHECK_FALSE(second.has_value());
}

TEST_CASE_TEMPLATE("a definition is put twice with the same text, never with another", W, OnSqlite,
                   OnPostgres) {
    W world;
    const auto put = [&](std::int64_t version, const std::string& text) {
        return world.store().template write_now<int>([=](store::WriteTx& tx) -> base::Result<int> {
            store::reference::put_definition(tx, {"complaint", version, text, base::sha256_hex(text)});
            return 1;
        });
    };
    CHECK(put(1, "{}").has_value());
    CHECK(put(1, "{}").has_value());
    const auto changed = put(1, "{ }");
    REQUIRE_FALSE(changed.has_value());
    CHECK(changed.error().log_detail.find("give the changed one a new version") != std::string::npos);
    CHECK(put(2, "{ }").has_value());
    const auto all = world.read([](store::ReadTx& tx) { return store::reference::definitions(tx); });
    REQUIRE(all.size() == 2);
    CHECK(all[0].text != all[1].text);
}

}  // namespace qingqian::test
