#include "cases/intake.hpp"

#include <doctest/doctest.h>

#include "cases/calls.hpp"
#include "cases/repetition.hpp"
#include "cases/routing.hpp"
#include "store/calls.hpp"
#include "store/intake.hpp"
#include "store/links.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;
namespace json = boost::json;

namespace {

cases::NewCall phone_call() {
    cases::NewCall call;
    call.kind = "phone";
    call.caller_name = "李会计";
    call.caller_phone = "139 0000 1234";
    call.firm = "苏州澜岳机电有限公司";
    call.summary = "问对方一直不付设备款该怎么投诉，合同去年七月签的。";
    call.advice = "说明投诉要有合同和营业执照，可以在线填写。";
    return call;
}

base::Result<records::Call> enter(World& world, const records::Actor& actor, const cases::NewCall& call) {
    return world.store->write_now<records::Call>(
        [&](store::WriteTx& tx) { return cases::register_call(tx, *world.env, actor, call); });
}

base::Result<cases::Filed> convert(World& world, const records::Actor& actor, std::string_view uid) {
    return world.store->write_now<cases::Filed>(
        [&](store::WriteTx& tx) { return cases::convert_call(tx, *world.env, actor, uid); });
}

base::Result<cases::TakenIn> send(World& world, const records::Actor& actor, const cases::NewIntake& input,
                                  std::string_view hash) {
    return world.store->write_now<cases::TakenIn>(
        [&](store::WriteTx& tx) { return cases::take_in(tx, *world.env, actor, "12345", input, hash); });
}

json::object events(World& world, std::string_view after, std::size_t limit = 50) {
    json::object found;
    world.read([&](store::ReadTx& tx) {
        found = cases::read_intake_events(tx, *world.env, "12345", after, limit).value();
    });
    return found;
}

bool has_fault(const base::Problem& problem, std::string_view pointer) {
    return std::ranges::any_of(problem.fields, [&](const auto& each) { return each.pointer == pointer; });
}

}  // namespace

TEST_CASE("a call becomes a draft with what is known filled in, once, linked both ways") {
    World world;
    const auto hotline = world.officer("rexian");
    const auto call = enter(world, hotline, phone_call());
    REQUIRE(call);
    CHECK(call->caller_phone == "13900001234");
    CHECK(call->at == call->created_at);
    const auto filed = convert(world, hotline, call->uid);
    REQUIRE(filed);
    CHECK(filed->complaint.state == "DRAFT");
    CHECK(filed->complaint.channel == "phone");
    CHECK(filed->complaint.complainant_name == "苏州澜岳机电有限公司");
    const auto again = convert(world, hotline, call->uid);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == "call_converted");
    CHECK(again.error().extra.at("complaint").at("uid").as_string() == filed->complaint.uid);
    world.read([&](store::ReadTx& tx) {
        CHECK(store::calls::of_complaint(tx, filed->complaint.id)->uid == call->uid);
        const auto contacts = store::complaints::contacts(tx, filed->complaint.id);
        REQUIRE(contacts.size() == 1);
        CHECK(contacts[0].mobile == "13900001234");
        CHECK(contacts[0].name == "李会计");
        const auto form = json::parse(filed->complaint.form);
        CHECK(form.at("claim").at("facts").as_string() == phone_call().summary);
        CHECK_FALSE(form.at("complainant").as_object().contains("mobile"));
        const auto shown = cases::call_json(tx, *world.env, store::calls::find(tx, call->uid).value());
        CHECK(shown.at("complaint").at("uid").as_string() == filed->complaint.uid);
        CHECK(shown.at("officer").at("name").as_string() == hotline.name);
        const auto related = cases::read_related(tx, *world.env, hotline, filed->complaint.uid);
        REQUIRE(related);
        CHECK(related->at("call").at("uid").as_string() == call->uid);
        CHECK(related->at("call").at("caller_phone") == "139****1234");
    });
}

TEST_CASE("calls that are refused, and who sees the register") {
    World world;
    const auto intake = world.officer("shouli");
    auto bad = phone_call();
    bad.kind = "forwarded";
    bad.caller_phone = "123";
    bad.at = world.clock.now() + 3'600'000;
    const auto refused = enter(world, intake, bad);
    REQUIRE_FALSE(refused);
    for (const auto* pointer : {"/kind", "/caller_phone", "/at"}) CHECK(has_fault(refused.error(), pointer));
    const auto handler = enter(world, world.officer("suzhou"), phone_call());
    REQUIRE_FALSE(handler);
    CHECK(handler.error().code == "forbidden");

    const auto call = enter(world, intake, phone_call()).value();
    for (const auto* login : {"shouli2", "shenhe", "rexian"}) {
        CAPTURE(login);
        const auto actor = world.officer(login);
        world.read([&](store::ReadTx& tx) { CHECK(cases::find_call(tx, *world.env, actor, call.uid)); });
    }
    for (const auto* login : {"suzhou", "duban", "guanli"}) {
        CAPTURE(login);
        const auto actor = world.officer(login);
        world.read([&](store::ReadTx& tx) {
            const auto hidden = cases::find_call(tx, *world.env, actor, call.uid);
            REQUIRE_FALSE(hidden);
            CHECK(hidden.error().code == "call_not_found");
        });
    }
}

TEST_CASE("figures set calls against cases") {
    World world;
    const auto intake = world.officer("shouli");
    for (int i = 0; i < 5; ++i) {
        auto call = phone_call();
        if (i == 4) call.kind = "counter";
        const auto entered = enter(world, intake, call).value();
        if (i == 0) REQUIRE(convert(world, intake, entered.uid));
    }
    world.submitted();
    world.submitted();
    world.read([&](store::ReadTx& tx) {
        store::calls::Query query;
        cases::narrow(*world.env, intake, query);
        const auto figures = cases::call_figures_json(tx, *world.env, intake, query);
        CHECK(figures.at("calls") == 5);
        CHECK(figures.at("converted") == 1);
        CHECK(figures.at("cases") == 2);
        for (const auto& row : figures.at("by_kind").as_array()) {
            const auto expected = row.at("kind") == "phone" ? 4 : (row.at("kind") == "counter" ? 1 : 0);
            CHECK(row.at("count") == expected);
        }
        query.from = world.clock.now() + 1;
        CHECK(cases::call_figures_json(tx, *world.env, intake, query).at("calls") == 0);
    });
}

TEST_CASE("what a platform sends whole is registered at once in nobody's hands, and comes back as events") {
    World world;
    const auto platform = world.officer("shouli2");
    cases::NewIntake input;
    input.source_number = "GD20261123001";
    input.form = test::good_form();
    const auto taken = send(world, platform, input, "hash-1");
    REQUIRE(taken);
    REQUIRE(taken->complaint);
    REQUIRE(taken->receipt);
    CHECK(taken->missing.empty());
    CHECK(taken->receipt->number == "JSTS20261123000001");
    CHECK(taken->complaint->channel == "forwarded");
    CHECK(taken->complaint->assignee == 0);
    CHECK(world.stored(taken->complaint->id) == *taken->complaint);

    const auto again = send(world, platform, input, "hash-1");
    REQUIRE(again);
    CHECK(again->complaint->uid == taken->complaint->uid);
    CHECK(again->receipt->number == taken->receipt->number);
    CHECK(again->receipt->code.empty());
    const auto other = send(world, platform, input, "hash-2");
    REQUIRE_FALSE(other);
    CHECK(other.error().code == "source_number_used");

    auto complaint = world.must(world.officer("shouli"), *taken->complaint, "accept");
    complaint = world.must(world.officer("shouli"), complaint, "note", {{"text", "内部：先打电话核实。"}});
    const auto first = events(world, "", 1);
    REQUIRE(first.at("items").as_array().size() == 1);
    CHECK(first.at("more") == true);
    const auto& registered = first.at("items").at(0);
    CHECK(registered.at("source_number") == "GD20261123001");
    CHECK(registered.at("event").at("type") == "registered");
    CHECK(registered.at("complaint").at("number") == "JSTS20261123000001");
    const auto rest = events(world, first.at("next").as_string());
    REQUIRE(rest.at("items").as_array().size() == 1);  // the note is between officers
    CHECK(rest.at("items").at(0).at("event").at("type") == "accepted");
    CHECK(rest.at("more") == false);
    const auto none = events(world, rest.at("next").as_string());
    CHECK(none.at("items").as_array().empty());
    CHECK(none.at("next") == rest.at("next"));
    world.read([&](store::ReadTx& tx) {
        const auto related = cases::read_related(tx, *world.env, platform, complaint.uid);
        CHECK(related->at("source").at("platform") == "12345");
        CHECK(cases::read_intake_events(tx, *world.env, "96611", "", 50)->at("items").as_array().empty());
        CHECK_FALSE(cases::read_intake_events(tx, *world.env, "12345", "nonsense", 50));
    });
    CHECK(world.audit().faults.empty());
}

TEST_CASE("what a platform sends in part waits in the register, and its case keeps the platform's number") {
    World world;
    const auto platform = world.officer("shouli2");
    cases::NewIntake input;
    input.source_number = "GD20261123002";
    input.form = json::parse(R"({"complainant": {"name": "苏州澜岳机电有限公司", "contact_name": "李晓燕",
        "mobile": "13900001234", "email": "lianxi@example.cn"}, "respondent": {"name": "某区水务局"}})")
                     .as_object();
    const auto bare = send(world, platform, input, "hash-1");
    REQUIRE_FALSE(bare);
    CHECK(has_fault(bare.error(), "/summary"));
    input.summary = "来电人反映某区水务局拖欠设备款，要求督促付款。";
    const auto taken = send(world, platform, input, "hash-1");
    REQUIRE(taken);
    CHECK_FALSE(taken->complaint);
    CHECK_FALSE(taken->missing.empty());
    REQUIRE_FALSE(taken->call.empty());
    const auto again = send(world, platform, input, "hash-1");
    REQUIRE(again);
    CHECK(again->call == taken->call);
    CHECK(again->missing.size() == taken->missing.size());

    const auto filed = convert(world, world.officer("shouli"), taken->call);
    REQUIRE(filed);
    CHECK(filed->complaint.channel == "forwarded");
    CHECK(filed->complaint.respondent_name == "某区水务局");
    world.read([&](store::ReadTx& tx) {
        const auto contacts = store::complaints::contacts(tx, filed->complaint.id);
        REQUIRE(contacts.size() == 1);
        CHECK(contacts[0].email == "lianxi@example.cn");
        CHECK(store::intake::of_complaint(tx, filed->complaint.id)->number == "GD20261123002");
    });
    auto bad = input;
    bad.source_number = "GD20261123003";
    bad.form["complainant"].as_object()["name"] = 5;
    CHECK_FALSE(send(world, platform, bad, "hash-3"));
    const auto handler = send(world, world.officer("suzhou"), bad, "hash-3");
    REQUIRE_FALSE(handler);
    CHECK(handler.error().code == "forbidden");
}

TEST_CASE("a second complaint about the same contract shows the first to its owner and to the desk") {
    World world;
    const auto first = world.submitted().complaint;
    const auto second = world.submitted().complaint;
    world.read([&](store::ReadTx& tx) {
        const auto earlier = cases::earlier_json(tx, *world.env, World::complainant(second), second);
        REQUIRE(earlier.size() == 1);
        CHECK(earlier.at(0).at("complaint").at("number").as_string() == first.number);
        CHECK(earlier.at(0).at("same").as_array().size() == 1);  // no contract number in this form
        CHECK(cases::earlier_json(tx, *world.env, World::complainant(first), first).empty());
        auto stranger = second;
        stranger.draft_secret_hash = std::string(64, 'f');
        CHECK(cases::earlier_json(tx, *world.env, World::complainant(stranger), stranger).empty());
    });
    const auto intake = world.officer("shouli");
    const auto handler = world.officer("suzhou");
    world.write([&](store::WriteTx& tx) {
        store::links::insert(tx, {0, second.id, first.id, "merged", 0, tx.now()});
    });
    world.read([&](store::ReadTx& tx) {
        const auto related = cases::read_related(tx, *world.env, intake, second.number);
        REQUIRE(related);
        CHECK(related->at("similar").as_array().size() == 1);
        REQUIRE(related->at("links").as_array().size() == 1);
        CHECK(related->at("links").at(0).at("direction") == "to");
        CHECK_FALSE(cases::read_related(tx, *world.env, handler, second.number));
        const auto record = cases::read_respondent_record(tx, *world.env, intake, second.number, "", 1);
        REQUIRE(record);
        CHECK(record->at("count") == 2);
        CHECK(record->at("arrears_fen") == 2 * 18650000);
        CHECK(record->at("items").as_array().size() == 1);
        CHECK(record->at("next").is_string());
    });
}

TEST_CASE("the rules send a case to the department of its city, and the transfer keeps the rule") {
    World world;
    auto complaint = world.submitted().complaint;
    const auto intake = world.officer("shouli");
    const auto handler = world.officer("suzhou");
    world.read([&](store::ReadTx& tx) {
        const auto route = cases::read_route(tx, *world.env, intake, complaint.uid);
        REQUIRE(route);
        CHECK(route->at("to") == "body");
        CHECK(route->at("body").at("code") == "320500-GXJ");
        CHECK(route->at("rule") == "js-3205");
        CHECK_FALSE(cases::read_route(tx, *world.env, handler, complaint.uid));
    });
    complaint = world.must(intake, complaint, "accept");
    complaint = world.must(intake, complaint, "transfer", {{"handling_body", "320500-GXJ"}});
    world.read([&](store::ReadTx& tx) {
        const auto events = store::history::events(tx, complaint.id);
        const auto payload = json::parse(events.back().payload);
        CHECK(payload.at("changes").at("route").at(1).at("rule") == "js-3205");
    });
    CHECK(world.audit().faults.empty());
}
