#include <doctest/doctest.h>

#include <algorithm>

#include "store/case_parts.hpp"
#include "world.hpp"

using namespace qingqian;
using test::OnPostgres;
using test::OnSqlite;
using test::World;
namespace json = boost::json;

// T21 with the deadline service: terms run on while a withdrawal is asked for, and what they lead to is not
// lost.
namespace {

base::UtcMillis at(const char* day, int hour) {
    return base::day_begins(*base::parse_day(day)) + hour * 3600LL * 1000;
}

void look(World& world, base::UtcMillis now) {
    world.clock.set(now);
    CHECK(cases::run_timers(*world.store, *world.env).failed == 0);
}

std::int64_t events_of(World& world, std::int64_t complaint, std::string_view type) {
    return world.number("SELECT count(*) FROM events WHERE complaint = " + std::to_string(complaint) +
                        " AND type = '" + std::string(type) + "'");
}

std::vector<std::string> told(World& world, std::int64_t complaint, std::string_view event) {
    std::vector<std::string> recipients;
    world.read([&](store::ReadTx& tx) {
        for (const auto& message : store::outbox::of_case(tx, complaint)) {
            if (message.event_name == event && message.channel == "site")
                recipients.push_back(message.recipient);
        }
    });
    std::ranges::sort(recipients);
    return recipients;
}

std::vector<std::string> keys_of(World& world, std::initializer_list<const char*> logins) {
    std::vector<std::string> keys;
    for (const auto* login : logins)
        keys.push_back("officer:" + std::to_string(world.officer(login).officer));
    std::ranges::sort(keys);
    return keys;
}

records::Complaint ask(World& world, const records::Complaint& complaint) {
    return world.must(World::complainant(complaint), world.stored(complaint.id), "request_withdrawal",
                      {{"reason", "双方正在商谈和解，先申请撤回。"}, {"signed", true}});
}

records::Complaint refuse(World& world, const records::Actor& officer, const records::Complaint& complaint) {
    return world.must(officer, world.stored(complaint.id), "refuse_withdrawal",
                      {{"reason", "和解没有达成，经核实继续办理。"}});
}

records::Complaint transferred(World& world) {
    const auto intake = world.officer("shouli");
    const auto complaint = world.must(intake, world.submitted().complaint, "accept");
    return world.must(intake, complaint, "transfer", {{"handling_body", "320500-GXJ"}});
}

records::Complaint inquired(World& world) {
    const auto handler = world.officer("suzhou");
    const auto complaint = world.must(handler, transferred(world), "sign_for");
    return world.must(handler, complaint, "inquire",
                      {{"extract", "投诉人称2025年交付配电设备，货款186500元尚未支付。"},
                       {"questions", "合同是否履行，欠款金额是否属实，何时支付？"}});
}

}  // namespace

TEST_CASE_TEMPLATE(
    "T21, T09: materials not signed for while a withdrawal waits count as received after it is refused", W,
    OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
    const auto complaint = ask(world, transferred(world));  // on 2026-11-23
    look(world, at("2026-11-26", 10));
    CHECK(world.stored(complaint.id).state == "WITHDRAW_PENDING");
    CHECK(events_of(world, complaint.id, "deadline_passed") == 1);
    refuse(world, world.officer("suzhou"), complaint);
    look(world, at("2026-11-26", 11));
    CHECK(world.stored(complaint.id).state == "HANDLING");
    CHECK(events_of(world, complaint.id, "deemed_received") == 1);
    CHECK(world.number(
              "SELECT count(*) FROM clocks WHERE kind = 'handling' AND started_day = '2026-11-23'") == 1);
    CHECK(events_of(world, complaint.id, "deadline_passed") == 1);
    CHECK(world.audit().faults.empty());
}

TEST_CASE_TEMPLATE(
    "T21, T06: a complaint not supplemented while a withdrawal waits lapses after it is refused", W, OnSqlite,
    OnPostgres) {
    W engine;
    World& world = engine;
    auto complaint = world.must(
        world.officer("shouli"), world.submitted().complaint, "request_supplement",
        {{"items", json::array{json::object{{"defect", "合同缺第二页"}, {"cure", "补交完整合同"}}}}});
    complaint = ask(world, complaint);
    look(world, at("2026-12-08", 10));  // the supplement term ended the day before
    CHECK(world.stored(complaint.id).state == "WITHDRAW_PENDING");
    refuse(world, world.officer("shouli"), complaint);
    look(world, at("2026-12-08", 11));
    CHECK(world.stored(complaint.id).state == "TERMINATED");
    CHECK(events_of(world, complaint.id, "lapsed") == 1);
    CHECK(world.audit().faults.empty());
}

TEST_CASE_TEMPLATE(
    "T21, T13: the 督办书 proposes itself, and an ignored one is noted, after a withdrawal was refused", W,
    OnSqlite, OnPostgres) {
    W engine;
    World& world = engine;
    const auto handler = world.officer("suzhou");
    const auto head = world.officer("suzhou_fzr");
    auto complaint = ask(world, inquired(world));  // to be answered by 2026-12-07
    look(world, at("2026-12-08", 10));
    look(world, at("2026-12-10", 10));
    CHECK(events_of(world, complaint.id, "supervision_proposed") == 0);
    refuse(world, handler, complaint);
    look(world, at("2026-12-10", 11));
    CHECK(events_of(world, complaint.id, "supervision_proposed") == 1);
    for (const auto* day : {"2026-12-11", "2026-12-14"}) look(world, at(day, 10));
    CHECK(events_of(world, complaint.id, "supervision_proposed") == 1);  // once
    CHECK(events_of(world, complaint.id, "deadline_passed") ==
          2);  // the inquiry's, and the withdrawal's own that nobody kept

    complaint = world.must(handler, world.stored(complaint.id), "draft_supervision_letter",
                           {{"demand", "请在五个工作日内书面答复并提出清偿安排。"}});
    complaint = world.must(head, complaint, "issue_supervision_letter");  // by 2026-12-21
    complaint = ask(world, complaint);
    look(world, at("2026-12-22", 10));
    CHECK(events_of(world, complaint.id, "supervision_ignored") == 0);
    refuse(world, handler, complaint);
    look(world, at("2026-12-22", 11));
    CHECK(events_of(world, complaint.id, "supervision_ignored") == 1);
    CHECK(world.audit().faults.empty());
}

TEST_CASE_TEMPLATE(
    "T13, T15: with nobody assigned what is for the handler reaches all who handle cases there", W, OnSqlite,
    OnPostgres) {
    W engine;
    World& world = engine;
    const auto handler = world.officer("suzhou");
    const auto head = world.officer("suzhou_fzr");
    auto complaint = world.must(
        handler, inquired(world), "propose_extension",
        {{"new_date", "2027-01-15"}, {"cause", "complex"}, {"reason", "需要等待第三方审计结果。"}});
    complaint = world.must(handler, complaint, "release");
    world.must(head, complaint, "refuse_extension", {{"reason", "情况并不复杂，按期办结。"}});
    CHECK(told(world, complaint.id, "EXTENSION_REFUSED") == keys_of(world, {"suzhou", "suzhou_fzr"}));
    look(world, at("2026-12-08", 10));
    CHECK(told(world, complaint.id, "SUPERVISION_PROPOSED") == keys_of(world, {"suzhou", "suzhou_fzr"}));
    CHECK(world.audit().faults.empty());
}

TEST_CASE("every handling body of the demo has somebody who handles cases and a head who signs") {
    World world;
    for (const auto& [id, body] : world.env->bodies) {
        if (body.kind != "handling") continue;
        CAPTURE(body.code);
        std::vector<std::string> roles;
        world.read([&, body_id = id](store::ReadTx& tx) {
            for (const auto& officer : store::identity::officers_of(tx, body_id))
                roles.insert(roles.end(), officer.roles.begin(), officer.roles.end());
        });
        CHECK(std::ranges::count(roles, "handler") == 1);
        CHECK(std::ranges::count(roles, "handling_head") == 1);
    }
}
