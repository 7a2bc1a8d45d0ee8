// Supervision and statistics over cases that went their way: they agree with the queue, for every scope.

#include "cases/supervision.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "cases/hand_over.hpp"
#include "cases/statistics.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;

namespace {

namespace json = boost::json;

/// Cases in several states, three of them late by the end.
struct Walked {
    records::Complaint waiting, handled, closed;
};

Walked walk(World& world) {
    Walked walked;
    const auto intake = world.officer("shouli");
    const auto nanjing = world.officer("nanjing");
    walked.waiting = world.submitted().complaint;
    const auto transferred = [&] {
        const auto accepted = world.must(intake, world.submitted().complaint, "accept");
        const auto sent = world.must(
            intake, accepted, "transfer",
            {{"handling_body", "320100-GXJ"}, {"override_reason", "被投诉人实际由南京市工信部门主管。"}});
        return world.must(nanjing, sent, "sign_for");
    };
    walked.handled = transferred();
    walked.closed = world.must(nanjing, transferred(), "propose_result", test::good_reply());
    return walked;
}

std::int64_t queue_count(World& world, const records::Actor& reader, bool late, std::string_view right) {
    std::int64_t found = 0;
    world.read([&](store::ReadTx& tx) {
        store::complaints::Query query;
        query.scope = cases::scope_of(*world.env, reader, right);
        for (const auto& [key, definition] : world.env->definitions) {
            for (const auto& state : definition.states) {
                if (!state.terminal && !state.initial) query.states.push_back(state.code);
            }
        }
        if (late) query.due_before = base::to_iso(base::legal_day(world.clock.now()));
        found = store::complaints::count(tx, query);
    });
    return found;
}

std::int64_t summed(const json::object& list, std::string_view member) {
    std::int64_t sum = 0;
    for (const auto& item : list.at("items").as_array()) sum += item.at(member).to_number<std::int64_t>();
    return sum;
}

const json::value* line_of(const json::object& list, std::string_view body) {
    for (const auto& item : list.at("items").as_array()) {
        if (item.at("body").is_object() && item.at("body").at("code").as_string() == body) return &item;
    }
    return nullptr;
}

json::object bodies(World& world, const records::Actor& reader) {
    json::object found;
    world.read([&](store::ReadTx& tx) { found = cases::supervised_bodies(tx, *world.env, reader); });
    return found;
}

}  // namespace

TEST_CASE("departments' loads add up to the queue's counts, late ones first, each by the calendar") {
    World world;
    const auto walked = walk(world);
    const auto supervisor = world.officer("duban");
    world.clock.advance(std::int64_t{45} * 86'400'000);
    const auto list = bodies(world, supervisor);
    CHECK(list.at("total").at("open") == queue_count(world, supervisor, false, "supervise"));
    CHECK(list.at("total").at("late") == queue_count(world, supervisor, true, "supervise"));
    CHECK(list.at("total").at("late") == 3);
    CHECK(summed(list, "open") == 3);
    CHECK(summed(list, "late") == 3);
    const auto* desk = line_of(list, "JS-SMEC");
    const auto* nanjing = line_of(list, "320100-GXJ");
    REQUIRE(desk != nullptr);
    REQUIRE(nanjing != nullptr);
    CHECK(desk->at("late") == 1);
    CHECK(nanjing->at("late") == 2);
    // Due on 7 December, thirty-one days before 7 January.
    CHECK(desk->at("oldest_due") == "2026-12-07");
    CHECK(desk->at("longest_late_days") == 31);
    CHECK(&list.at("items").as_array().front() == desk);
    // An officer of one department sees that department's cases alone.
    const auto own = bodies(world, world.officer("suzhou"));
    CHECK(own.at("items").as_array().empty());
    CHECK(own.at("total").at("open") == 0);
}

TEST_CASE("the late list is the queue's, by department, and refuses one that is none") {
    World world;
    const auto walked = walk(world);
    const auto supervisor = world.officer("duban");
    world.clock.advance(std::int64_t{45} * 86'400'000);
    const auto numbers = [&](std::string_view body) {
        std::vector<std::string> found;
        world.read([&](store::ReadTx& tx) {
            const auto page = json::parse(cases::late_cases(tx, *world.env, supervisor, body, "").value());
            CHECK(page.at("next").is_null());
            for (const auto& item : page.at("items").as_array())
                found.emplace_back(item.at("number").as_string());
        });
        return found;
    };
    CHECK(numbers("").size() == 3);
    CHECK(numbers("JS-SMEC") == std::vector<std::string>{walked.waiting.number});
    CHECK(numbers("320100-GXJ").size() == 2);
    CHECK(numbers("320500-GXJ").empty());
    world.read([&](store::ReadTx& tx) {
        CHECK(cases::late_cases(tx, *world.env, supervisor, "nowhere", "").error().code == "invalid_input");
        CHECK(cases::late_cases(tx, *world.env, supervisor, "", "broken").error().code == "invalid_input");
    });
}

TEST_CASE("workloads show who has how many, who has none, and what nobody has") {
    World world;
    const auto walked = walk(world);
    const auto supervisor = world.officer("duban");
    json::object list;
    world.read([&](store::ReadTx& tx) {
        list = cases::supervised_officers(tx, *world.env, supervisor, "320100-GXJ").value();
        CHECK_FALSE(cases::supervised_officers(tx, *world.env, supervisor, "nowhere"));
    });
    std::int64_t in_hand = 0;
    std::vector<std::string> logins;
    for (const auto& item : list.at("items").as_array()) {
        logins.emplace_back(item.at("login").as_string());
        if (item.at("login") == "nanjing") in_hand = item.at("open").as_int64();
        CHECK(item.at("body").at("code") == "320100-GXJ");
    }
    std::ranges::sort(logins);
    CHECK(logins == std::vector<std::string>{"nanjing", "nanjing_fzr"});
    std::int64_t nobody = 0;
    for (const auto& item : list.at("unassigned").as_array()) nobody += item.at("open").as_int64();
    CHECK(in_hand >= 1);
    CHECK(in_hand + nobody == 2);
    // Every open case is in somebody's hands or nobody's, over all departments.
    world.read([&](store::ReadTx& tx) {
        const auto all = cases::supervised_officers(tx, *world.env, supervisor, "").value();
        std::int64_t open = summed(all, "open");
        for (const auto& item : all.at("unassigned").as_array()) open += item.at("open").as_int64();
        CHECK(open == queue_count(world, supervisor, false, "supervise"));
    });
}

TEST_CASE("a supervisor names officers of departments he oversees; nobody else's") {
    World world;
    world.read([&](store::ReadTx& tx) {
        const auto supervisor = world.officer("duban");
        CHECK(cases::oversees(*world.env, supervisor, world.env->body_by_code("320100-GXJ")->id));
        CHECK(cases::cases_to_hand_over(tx, *world.env, supervisor, {"nanjing", "nanjing_fzr", {}}));
        const auto stranger = cases::cases_to_hand_over(tx, *world.env, world.officer("suzhou"),
                                                        {"nanjing", "nanjing_fzr", {}});
        CHECK(stranger.error().code == "invalid_input");
        CHECK_FALSE(
            cases::oversees(*world.env, world.officer("suzhou"), world.env->body_by_code("320100-GXJ")->id));
    });
}

TEST_CASE_TEMPLATE("statistics agree with the queue, the ledger and each other", W, test::OnSqlite,
                   test::OnPostgres) {
    W world;
    const auto walked = walk(world);
    const auto nanjing = world.officer("nanjing");
    auto replied =
        world.must(world.officer("nanjing_fzr"), world.stored(walked.closed.id), "reply", test::good_reply());
    replied =
        world.must(world.officer("shouli"), replied, "close", {{"outcome", "O1"}, {"callback", "reached"}});
    json::object found;
    const auto reader = world.officer("tongji");
    world.read([&](store::ReadTx& tx) {
        found =
            cases::statistics(tx, *world.env, reader, cases::usual_period(*base::parse_day("2026-11-23")));
    });
    CHECK(found.at("from") == "2025-12-01");
    CHECK(found.at("received").at("cases") == 3);
    CHECK(found.at("received").at("claimed_fen") == 3 * 18650000);
    CHECK(found.at("received").at("recovered_fen") == 18650000);
    CHECK(found.at("open").at("open") == queue_count(world, reader, false, "statistics"));
    CHECK(found.at("open").at("open") == 2);
    const auto over = [&](std::string_view list, std::string_view member) {
        std::int64_t sum = 0;
        for (const auto& row : found.at(list).as_array()) sum += row.at(member).to_number<std::int64_t>();
        return sum;
    };
    CHECK(found.at("months").as_array().size() == 12);
    CHECK(over("months", "received") == 3);
    CHECK(over("months", "accepted") == 2);
    CHECK(over("months", "closed") == 1);
    CHECK(over("months", "claimed_fen") == 3 * 18650000);
    CHECK(over("months", "recovered_fen") == 18650000);
    CHECK(over("ages", "cases") == 2);
    CHECK(over("bodies", "open") == 2);
    CHECK(over("outcomes", "cases") == 1);
    CHECK(found.at("outcomes").at(0).at("code") == "O1");
    CHECK(over("respondent_types", "cases") == 3);
    const auto& open = found.at("open").as_object();
    CHECK(open.at("late").as_int64() + open.at("soon").as_int64() + open.at("later").as_int64() +
              open.at("no_term").as_int64() ==
          2);
    // Another department's head counts what that department sees.
    world.read([&](store::ReadTx& tx) {
        const auto other = cases::statistics(tx, *world.env, world.officer("nanjing_fzr"),
                                             cases::usual_period(*base::parse_day("2026-11-23")));
        CHECK(other.at("received").at("cases") == 2);
        const auto none =
            cases::statistics(tx, *world.env, nanjing, cases::usual_period(*base::parse_day("2026-11-23")));
        CHECK(none.at("received").at("cases") == 0);
    });
}
