#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "world.hpp"

using namespace qingqian;
using test::World;

namespace {

/// A case with several events, values, clocks and ledger entries.
records::Complaint replied(World& world) {
    auto complaint = world.submitted().complaint;
    complaint = world.must(world.officer("shouli"), complaint, "accept");
    complaint = world.must(world.officer("shouli"), complaint, "transfer", {{"handling_body", "320500-GXJ"}});
    complaint = world.must(world.officer("suzhou"), complaint, "sign_for");
    return world.must(world.officer("suzhou"), complaint, "reply", test::good_reply());
}

struct Tampering {
    const char* name;
    const char* sql;
    const char* code;
};

constexpr Tampering tamperings[] = {
    {"one byte of a payload",
     "UPDATE events SET payload = replace(payload, 'ACCEPTED', 'ACCEPTEE') WHERE seq = 2", "event_changed"},
    {"an event's time", "UPDATE events SET at = at + 1 WHERE seq = 3", "event_changed"},
    {"a row taken out",
     "DELETE FROM event_values WHERE event = (SELECT id FROM events WHERE seq = 3); "
     "DELETE FROM events WHERE seq = 3",
     "event_missing"},
    {"the tail taken off",
     "DELETE FROM event_values WHERE event = (SELECT id FROM events WHERE seq = 5); "
     "DELETE FROM events WHERE seq = 5",
     "tail_missing"},
    {"two rows swapped",
     "UPDATE events SET seq = 99 WHERE seq = 2; UPDATE events SET seq = 2 WHERE seq = 3; "
     "UPDATE events SET seq = 3 WHERE seq = 99",
     "event_order"},
    {"a text", "UPDATE event_values SET value = replace(value, '属实', '不实') WHERE value LIKE '%属实%'",
     "value_changed"},
    {"the state in the case row", "UPDATE complaints SET state = 'CLOSED'", "row_differs"},
    {"the handling body in the case row", "UPDATE complaints SET handling_body = handling_body + 1",
     "row_differs"},
    {"the number", "UPDATE complaints SET number = 'JSTS20261123000009'", "row_differs"},
    {"a name in the case row", "UPDATE complaints SET respondent_name = '某单位'", "row_differs"},
    {"a sum in the case row", "UPDATE complaints SET arrears_fen = arrears_fen - 1", "row_differs"},
    {"the head", "UPDATE complaints SET event_count = 4", "head_changed"},
    {"the form", "UPDATE forms SET form = replace(form, '多次催收', '偶尔催收')", "form_changed"},
    {"a contact", "UPDATE contacts SET mobile = '13911112222' WHERE role = 'complainant'",
     "contacts_changed"},
    {"a file's digest", "UPDATE attachments SET sha256 = 'aa' WHERE kind = 'contract'", "material_changed"},
    {"a due date", "UPDATE clocks SET due_legal = '2027-01-01' WHERE kind = 'handling'", "clock_differs"},
    {"a missed clock made met in time", "UPDATE clocks SET state = 'stopped' WHERE kind = 'review'",
     "clock_differs"},
    {"an amount in the ledger", "UPDATE ledger SET amount_fen = amount_fen - 1 WHERE kind = 'paid'",
     "ledger_differs"},
};

}  // namespace

TEST_CASE("an audit finds every tampering, and nothing else") {
    for (const auto& tampering : tamperings) {
        CAPTURE(tampering.name);
        World world;
        const auto complaint = replied(world);
        REQUIRE(world.audit().faults.empty());
        world.tamper(tampering.sql);
        const auto report = cases::audit_one(*world.store, world.env, complaint.uid).value();
        REQUIRE_FALSE(report.faults.empty());
        CHECK(report.faults.front().code == tampering.code);
        CHECK_FALSE(report.faults.front().sentence.zh.empty());
    }
}

TEST_CASE("whatever steps are taken, the history replays to the stored case") {
    World world;
    CHECK(rc::check("a random walk leaves a clean audit", [&world] {
        const std::vector<std::string> logins{"shouli", "shouli2", "shenhe", "suzhou"};
        auto complaint = world.submitted().complaint;
        const auto steps = *rc::gen::inRange(1, 12);
        for (int i = 0; i < steps; ++i) {
            world.clock.advance(*rc::gen::inRange(1, 6) * 24LL * 3600 * 1000);
            const bool own = *rc::gen::inRange(0, 6) == 0;
            const auto actor = own ? World::complainant(complaint)
                                   : world.officer(logins[static_cast<std::size_t>(*rc::gen::inRange(0, 4))]);
            const std::vector<std::pair<std::string, test::json::object>> actions{
                {"accept", {}},
                {"request_supplement",
                 test::json::parse(R"({"items":[{"defect":"没有公章","cure":"加盖公章"}]})").as_object()},
                {"resubmit", {}},
                {"lapse", {}},
                {"propose_refusal",
                 {{"ground", "N02"},
                  {"reason", "同一款项纠纷已由人民法院立案受理。"},
                  {"open_channel", "court"}}},
                {"refuse",
                 {{"ground", "N02"},
                  {"reason", "同一款项纠纷已由人民法院立案受理。"},
                  {"open_channel", "court"}}},
                {"transfer", {{"handling_body", "320500-GXJ"}}},
                {"sign_for", {}},
                {"reply", test::good_reply()},
                {"close", {{"outcome", "O1"}, {"callback", "reached"}}},
                {"claim", {}},
                {"release", {}},
                {"note", {{"text", "备注"}}}};
            const auto& [action, input] =
                actions[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(actions.size())))];
            const auto done = world.perform(actor, complaint, action, input);
            if (done) complaint = done->complaint;
            RC_ASSERT(world.stored(complaint.id) == complaint);
        }
        const auto report = cases::audit_one(*world.store, world.env, complaint.uid).value();
        RC_ASSERT(report.faults.empty());
    }));
}

TEST_CASE("the demo is the same for the same seed, has every state, and audits clean") {
    World world;
    cases::DemoOptions options;
    options.cases = 60;
    options.seed = 7;
    options.now = world.clock.now();
    options.blobs = [](std::string_view content) { return base::sha256_hex(content); };
    const auto report = cases::seed_demo(*world.store, world.settings, options);
    REQUIRE_MESSAGE(report, report.error().log_detail);
    CHECK(report->cases == 60);
    CHECK(report->tracking_code.size() == 19);
    world.load();
    CHECK(world.audit().faults.empty());
    std::vector<std::string> states;
    std::size_t queued = 0;
    world.read([&](store::ReadTx& tx) {
        for (const auto& use : store::complaints::states_in_use(tx)) states.push_back(use.state);
        for (const auto* channel : {"sms", "mail"}) queued += store::outbox::next_due(tx, channel) ? 1 : 0;
    });
    CHECK(states.size() == world.env->newest("complaint").states.size());
    CHECK(queued == 0);
    World other;
    const auto again = cases::seed_demo(*other.store, other.settings, options);
    REQUIRE(again);
    CHECK(again->events == report->events);
    CHECK(again->tracking_number == report->tracking_number);
    CHECK(again->tracking_code == report->tracking_code);
}
