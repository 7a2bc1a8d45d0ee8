#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/embedded.hpp"
#include "integration/cases/post.hpp"
#include "store/reference.hpp"

using namespace qingqian;
using test::Post;
using test::World;

// A data directory of an earlier release: cases go on by the version they began with.
namespace {

/// The shipped workflow as a version before it might have been: another text, and 收到 without its guard.
store::reference::DefinitionText earlier(const std::string& name) {
    const auto text = base::embedded_text("workflows/" + name + ".json").value();
    auto document = boost::json::parse({text.data(), text.size()});
    auto& version = document.as_object().at("version");
    version = version.as_int64() - 1;
    document.as_object().at("label").as_object()["en"] = "As it was called before";
    for (auto& action : document.as_object().at("actions").as_array()) {
        if (action.at("name") == "confirm_receipt") action.as_object().erase("guards");
        if (action.at("name") == "approve_extension")
            action.at("guards") = {"track_runs(extension)", "track_by_other(extension)"};
    }
    store::reference::DefinitionText row;
    row.name = name;
    row.version = version.as_int64();
    row.text = boost::json::serialize(document);
    row.checksum = base::sha256_hex(row.text);
    return row;
}

/// Puts the database back to the earlier version.
void go_back(World& world, const std::vector<store::reference::DefinitionText>& rows) {
    world.tamper("DELETE FROM definitions");
    world.write([&](store::WriteTx& tx) {
        for (const auto& row : rows) store::reference::put_definition(tx, row);
    });
    world.load();
}

/// What `qingqian migrate` does with a database that is there.
void migrate(World& world) {
    store::migrate(world.path, world.clock.now());
    world.write([](store::WriteTx& tx) { cases::seed_reference(tx); });
    world.load();
}

}  // namespace

TEST_CASE(
    "a database of the version before is migrated, and its cases are worked to their end by their own") {
    Post world;
    const auto before = earlier("complaint");
    go_back(world, {before, earlier("appeal")});
    const auto intake = world.officer("shouli");
    const auto handler = world.officer("suzhou");
    auto old = world.must(intake, world.submitted().complaint, "accept");
    CHECK(old.definition_version == before.version);

    migrate(world);
    migrate(world);  // again: nothing is in its way
    CHECK(world.env->newest("complaint").version == before.version + 1);
    const auto fresh = world.submitted().complaint;
    CHECK(fresh.definition_version == before.version + 1);
    CHECK(world.env->definition("complaint", before.version).label.en == "As it was called before");

    old = world.must(intake, old, "transfer", {{"handling_body", "320500-GXJ"}});
    old = world.must(handler, old, "sign_for");
    world.clock.set(base::day_begins(*base::parse_day("2026-12-24")) + 10 * 3600'000);
    CHECK(cases::run_timers(*world.store, *world.env).failed == 0);
    old = world.must(handler, world.stored(old.id), "reply", test::good_reply());
    old = world.must(intake, old, "close", {{"outcome", "O1"}, {"callback", "reached"}});
    CHECK(old.state == "CLOSED");
    CHECK(old.definition_version == before.version);
    CHECK(world.audit().faults.empty());
}

TEST_CASE("收到 is written down once for a case of a version that does not refuse the second, too") {
    Post world;
    go_back(world, {earlier("complaint"), earlier("appeal")});
    const auto complaint = world.submitted().complaint;
    migrate(world);
    const auto mobile = world.mobile_of(complaint);
    CHECK_FALSE(world.sms(mobile, "收到").empty());
    CHECK(world.last_event(complaint.id) == "receipt_confirmed");
    const auto events = world.stored(complaint.id).event_count;
    CHECK_FALSE(world.sms(mobile, "收到").empty());
    CHECK(world.stored(complaint.id).event_count == events);
    CHECK(world.audit().faults.empty());
}

TEST_CASE("a text that changed under a known version is refused") {
    World world;
    auto changed = earlier("complaint");
    changed.version += 1;
    CHECK_THROWS_AS(world.write([&](store::WriteTx& tx) { store::reference::put_definition(tx, changed); }),
                    std::runtime_error);
    CHECK(world.env->newest("complaint").label.en == "Payment complaint");
}
