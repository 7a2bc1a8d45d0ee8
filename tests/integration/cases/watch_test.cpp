#include "cases/watch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "cases/heads.hpp"
#include "world.hpp"

using namespace qingqian;
using test::OnPostgres;
using test::OnSqlite;
using test::World;

namespace {

void look(World& world, const records::Complaint& complaint, int times) {
    const auto officer = world.officer("shouli");
    world.write([&](store::WriteTx& tx) {
        for (int i = 0; i < times; ++i) {
            auto line = cases::watch_line(cases::read_log, officer, "case");
            cases::about_case(line, complaint);
            cases::write_watch(tx, cases::read_chain("main"), std::span(&line, 1));
        }
    });
}

cases::AuditReport audited(World& world) {
    cases::AuditReport report;
    REQUIRE(cases::audit_watch(*world.store, report).has_value());
    return report;
}

std::string head_of_now(World& world, const std::string& before = {}) {
    const auto line = cases::heads_line(*world.store, world.clock.now(), before);
    REQUIRE(line.has_value());
    return *line;
}

std::vector<std::string> faults_of(World& world, const std::vector<std::string>& lines) {
    cases::AuditReport report;
    REQUIRE(cases::audit_heads(*world.store, lines, report).has_value());
    std::vector<std::string> codes;
    for (const auto& fault : report.faults) codes.push_back(fault.code);
    return codes;
}

}  // namespace

TEST_CASE_TEMPLATE("the logs are chains: a line changed, taken out or cut off at the end is found", W,
                   OnSqlite, OnPostgres) {
    W world;
    const auto complaint = world.submitted().complaint;
    look(world, complaint, 4);
    CHECK(audited(world).faults.empty());
    CHECK(audited(world).events == 4);
    SUBCASE("a line changed") {
        world.change("UPDATE watch_log SET actor_name = '别人' WHERE seq = 2");
        REQUIRE(audited(world).faults.size() == 1);
        CHECK(audited(world).faults[0].code == "hash_differs");
        CHECK(audited(world).faults[0].number == "read:main");
        CHECK(audited(world).faults[0].seq == 2);
    }
    SUBCASE("a line taken out") {
        world.change("DELETE FROM watch_log WHERE seq = 3");
        CHECK(audited(world).faults.at(0).code == "gap");
    }
    SUBCASE("the tail cut off") {
        world.change("DELETE FROM watch_log WHERE seq = 4");
        CHECK(audited(world).faults.at(0).code == "tail_missing");
    }
}

TEST_CASE_TEMPLATE("heads kept outside find what the database alone cannot tell", W, OnSqlite, OnPostgres) {
    W world;
    const auto first = world.submitted().complaint;
    const auto second = world.submitted().complaint;
    look(world, first, 3);
    const auto monday = head_of_now(world);
    world.clock.advance(24 * 3'600'000);
    world.must(world.officer("shouli"), first, "accept");
    look(world, first, 2);
    const auto tuesday = head_of_now(world, monday);
    const std::vector<std::string> lines{monday, tuesday};
    CHECK(faults_of(world, lines).empty());
    SUBCASE("a case is gone") {
        // All of a case that the constraints let go; its events suffice.
        world.change("DELETE FROM event_values WHERE event IN (SELECT id FROM events WHERE complaint = " +
                     std::to_string(second.id) + ")");
        world.change("DELETE FROM events WHERE complaint = " + std::to_string(second.id));
        const auto codes = faults_of(world, lines);
        CHECK(codes == std::vector<std::string>{"case_missing", "case_missing"});
    }
    SUBCASE("a history was written anew") {
        world.change("UPDATE events SET hash = '" + std::string(64, 'a') +
                     "' WHERE complaint = " + std::to_string(second.id));
        CHECK(faults_of(world, lines).at(0) == "heads_differ");
    }
    SUBCASE("a log was cut off with its end") {
        world.change("DELETE FROM watch_log WHERE seq > 3");
        world.change("UPDATE watch_chains SET seq = 3, hash = (SELECT hash FROM watch_log WHERE seq = 3)");
        CHECK(audited(world).faults.empty());
        CHECK(faults_of(world, lines) == std::vector<std::string>{"head_missing"});
    }
    SUBCASE("another database stands in its place") {
        W other;
        other.submitted();
        const auto codes = faults_of(other, lines);
        CHECK(std::ranges::count(codes, "head_missing") == 2);
        CHECK(std::ranges::count(codes, "case_missing") == 2);
    }
    SUBCASE("the file itself was shortened") {
        const auto wednesday = head_of_now(world, tuesday);
        CHECK(faults_of(world, {monday, wednesday}) == std::vector<std::string>{"broken_link"});
    }
}
