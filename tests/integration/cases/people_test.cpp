// Accounts, departments and rules, as the administrator keeps them.

#include "cases/people.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "cases/bodies.hpp"
#include "cases/routing.hpp"
#include "cases/rules_view.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;

namespace {

namespace json = boost::json;

base::Result<cases::OfficerSaved> save(World& world, std::string_view login,
                                       const cases::OfficerChange& change, std::string_view hash = "") {
    const auto admin = world.officer("guanli");
    return world.store->write_now<cases::OfficerSaved>(
        [&](store::WriteTx& tx) { return cases::save_officer(tx, *world.env, admin, login, change, hash); });
}

std::vector<std::string> pointers(const base::Problem& problem) {
    std::vector<std::string> found;
    for (const auto& fault : problem.fields) found.push_back(fault.pointer);
    std::ranges::sort(found);
    return found;
}

cases::OfficerChange newcomer() {
    return {.name = "新人",
            .body = "320100-GXJ",
            .roles = std::vector<std::string>{"handler"},
            .mobile = "138 0013 8000",
            .email = "",
            .language = {},
            .disabled = {},
            .password = "long-enough-2026"};
}

}  // namespace

TEST_CASE("an account is added whole, with every fault at once") {
    World world;
    const auto bare = save(world, "新 人", {});
    REQUIRE_FALSE(bare);
    CHECK(pointers(bare.error()) ==
          std::vector<std::string>{"/body", "/login", "/name", "/password", "/roles"});
    auto wrong = newcomer();
    wrong.body = "nowhere";
    wrong.roles = std::vector<std::string>{"handler", "king", "handler"};
    wrong.mobile = "12345";
    wrong.email = "nobody";
    const auto refused = save(world, "xinren", wrong, "hash");
    REQUIRE_FALSE(refused);
    CHECK(pointers(refused.error()) ==
          std::vector<std::string>{"/body", "/email", "/mobile", "/roles/1", "/roles/2"});
    const auto added = save(world, "xinren", newcomer(), "hash");
    REQUIRE(added);
    CHECK(added->added);
    CHECK(added->officer.at("mobile") == "13800138000");
    CHECK_FALSE(added->officer.contains("password_hash"));
    world.read([&](store::ReadTx& tx) {
        CHECK(store::identity::officer_by_login(tx, "xinren")->password_hash == "hash");
    });
}

TEST_CASE("what is not said stays; whoever is disabled or gets another password is signed out") {
    World world;
    REQUIRE(save(world, "xinren", newcomer(), "hash"));
    const auto open = [&] {
        world.write([&](store::WriteTx& tx) {
            const auto officer = store::identity::officer_by_login(tx, "xinren")->id;
            records::Session session;
            session.token_hash = "t" + std::to_string(tx.now()) + std::to_string(officer);
            session.kind = "officer";
            session.officer = officer;
            session.created_at = session.seen_at = tx.now();
            session.expires_at = tx.now() + 3'600'000;
            store::identity::insert_session(tx, session);
        });
        world.clock.advance(1);
    };
    const auto sessions = [&] { return world.number("SELECT COUNT(*) FROM sessions"); };
    open();
    cases::OfficerChange renamed;
    renamed.name = "改名";
    const auto kept = save(world, "xinren", renamed);
    REQUIRE(kept);
    CHECK_FALSE(kept->added);
    CHECK(kept->officer.at("roles").as_array().size() == 1);
    CHECK(kept->officer.at("mobile") == "13800138000");
    CHECK(sessions() == 1);
    cases::OfficerChange password;
    password.password = "another-long-one";
    REQUIRE(save(world, "xinren", password, "hash2"));
    CHECK(sessions() == 0);
    open();
    cases::OfficerChange off;
    off.disabled = true;
    CHECK(save(world, "xinren", off)->officer.at("disabled") == true);
    CHECK(sessions() == 0);
    off.disabled = false;
    CHECK(save(world, "xinren", off)->officer.at("disabled") == false);
    world.read([&](store::ReadTx& tx) {
        CHECK(store::identity::officer_by_login(tx, "xinren")->password_hash == "hash2");
    });
}

TEST_CASE("an administrator does not lock himself out") {
    World world;
    cases::OfficerChange change;
    change.disabled = true;
    change.roles = std::vector<std::string>{"handler"};
    const auto refused = save(world, "guanli", change);
    REQUIRE_FALSE(refused);
    CHECK(pointers(refused.error()) == std::vector<std::string>{"/disabled", "/roles"});
    change.disabled = {};
    change.roles = std::vector<std::string>{"admin", "auditor"};
    CHECK(save(world, "guanli", change));
}

TEST_CASE("accounts come in pages with every role's name") {
    World world;
    const auto accounts = world.number("SELECT COUNT(*) FROM officers");
    world.read([&](store::ReadTx& tx) {
        std::vector<std::string> logins;
        std::string after;
        while (true) {
            const auto page = cases::officers_page(tx, *world.env, after, 10);
            CHECK(page.at("roles").as_array().size() == world.env->rights.roles().size());
            for (const auto& item : page.at("items").as_array())
                logins.emplace_back(item.at("login").as_string());
            if (page.at("next").is_null()) break;
            after = std::string(page.at("next").as_string());
        }
        CHECK(std::ranges::is_sorted(logins));
        CHECK(static_cast<std::int64_t>(logins.size()) == accounts);
    });
}

TEST_CASE("a closed department is given no case, by the rules or by hand, and keeps what it has") {
    World world;
    const auto intake = world.officer("shouli");
    const auto nanjing = world.officer("nanjing");
    const json::object to{{"handling_body", "320100-GXJ"},
                          {"override_reason", "被投诉人实际由南京市工信部门主管。"}};
    const auto had =
        world.must(intake, world.must(intake, world.submitted().complaint, "accept"), "transfer", to);
    const auto later = world.must(intake, world.submitted().complaint, "accept");
    const cases::RoutingTrial trial{.type = "organ", .level = "city", .division = "320100"};
    const auto routed = [&] {
        return std::string(
            cases::try_route(*world.env, trial, base::legal_day(world.clock.now()))->at("to").as_string());
    };
    CHECK(routed() == "body");
    const auto close = [&](std::string_view code, std::string day) {
        auto done = world.store->write_now<bool>([&](store::WriteTx& tx) {
            return cases::set_body(tx, {.code = std::string(code), .closed_on = day});
        });
        world.load();
        return done;
    };
    CHECK(close("320100-GXJ", "2026-02-30").error().fields.front().pointer == "/closed_on");
    CHECK(close("JS-SMEC", "2026-11-23").error().fields.front().pointer == "/closed_on");
    REQUIRE(close("320100-GXJ", "2026-11-24"));
    CHECK(routed() == "body");
    REQUIRE(close("320100-GXJ", "2026-11-23"));
    CHECK(routed() != "body");
    const auto refused = world.perform(intake, later, "transfer", to);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields.front().code == "unknown_body");
    CHECK(world.must(nanjing, had, "sign_for").state == "HANDLING");
    REQUIRE(close("320100-GXJ", ""));
    CHECK(world.must(intake, later, "transfer", to).state == "TRANSFERRED");
}

TEST_CASE("a respondent is tried by the rules of real cases, with every fault at once") {
    World world;
    const auto day = base::legal_day(world.clock.now());
    const auto complaint = world.submitted().complaint;
    const auto real = cases::route_of(*world.env, complaint, day);
    const auto tried = cases::try_route(
        *world.env,
        {.type = "organ", .level = "county", .division = "320506", .name = "苏州市临澜区水务管理局"}, day);
    REQUIRE(tried);
    CHECK(tried->at("rule").as_string() == real.rule);
    CHECK(tried->at("body").at("code").as_string() == real.body);
    const auto wrong = cases::try_route(
        *world.env, {.type = "king", .level = "moon", .division = "32", .project_division = "x"}, day);
    REQUIRE_FALSE(wrong);
    CHECK(pointers(wrong.error()) ==
          std::vector<std::string>{"/division", "/level", "/project_division", "/type"});
    const auto central = cases::try_route(
        *world.env, {.type = "private_large", .division = "320506", .central_soe = true}, day);
    CHECK(central->at("to") == "national_platform");
}

TEST_CASE("terms say which row governs here, and a year has every day once") {
    World world;
    const auto terms = cases::terms_json(*world.env, base::legal_day(world.clock.now()));
    std::map<std::string, int> governing;
    for (const auto& row : terms.at("items").as_array()) {
        if (row.at("in_force").as_bool()) governing[std::string(row.at("key").as_string())] += 1;
        CHECK_FALSE(row.at("source").as_string().empty());
    }
    CHECK(governing.at("review") == 1);
    CHECK(governing.at("handling") == 1);
    const auto year = cases::year_json(*world.env, 2026);
    const auto& days = year.at("days").as_array();
    CHECK(days.size() == 365);
    std::map<std::string, int> kinds;
    for (const auto& day : days) {
        kinds[std::string(day.at("kind").as_string())] += 1;
        CHECK(day.at("kind") ==
              (world.env->calendar.ruling(*base::parse_day(day.at("day").as_string()))
                   ? (world.env->calendar.is_working_day(*base::parse_day(day.at("day").as_string()))
                          ? "make_up"
                          : "holiday")
                   : (world.env->calendar.is_working_day(*base::parse_day(day.at("day").as_string()))
                          ? "work"
                          : "rest")));
    }
    CHECK(kinds["holiday"] > 20);
    CHECK(kinds["make_up"] > 3);
    CHECK(days.at(0).at("kind") == "holiday");
    CHECK(days.at(364).at("provisional") == true);
    CHECK(cases::year_json(*world.env, 2028).at("days").as_array().size() == 366);
}
