#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/object.hpp>

#include "world.hpp"

namespace json = boost::json;
using namespace qingqian;
using test::World;

namespace {

std::vector<std::string> event_types(World& world, std::int64_t complaint) {
    std::vector<std::string> types;
    world.read([&](store::ReadTx& tx) {
        for (const auto& event : store::history::events(tx, complaint)) types.push_back(event.type);
    });
    return types;
}

std::size_t messages_to(World& world, std::int64_t complaint, std::string_view event,
                        std::string_view recipient, std::string_view channel) {
    std::size_t found = 0;
    world.read([&](store::ReadTx& tx) {
        for (const auto& message : store::outbox::of_case(tx, complaint)) {
            if (message.event_name == event && message.recipient.starts_with(recipient) &&
                message.channel == channel && message.state != "skipped") {
                ++found;
            }
        }
    });
    return found;
}

}  // namespace

TEST_CASE("a complaint goes from draft to closure, and every step tells the complainant") {
    World world;
    const auto done = world.submitted();
    REQUIRE(done.receipt);
    CHECK(done.receipt->number == "JSTS20261123000001");
    CHECK(done.receipt->code.size() == 19);
    CHECK(done.receipt->review.due_legal == "2026-12-07");
    CHECK(done.receipt->missing.empty());
    CHECK(done.receipt->materials.size() == 4);
    CHECK(done.receipt->head_hash == done.complaint.head_hash);
    CHECK(world.woken == 1);
    const auto intake = world.officer("shouli");
    const auto handler = world.officer("suzhou");
    auto complaint = world.must(intake, done.complaint, "accept");
    complaint = world.must(intake, complaint, "transfer", {{"handling_body", "320500-GXJ"}});
    CHECK(world.env->body(complaint.handling_body)->code == "320500-GXJ");
    complaint = world.must(handler, complaint, "sign_for");
    CHECK(complaint.assignee == handler.officer);
    CHECK(complaint.due == "2026-12-23");
    complaint = world.must(handler, complaint, "reply", test::good_reply());
    complaint =
        world.must(world.officer("shenhe"), complaint, "close", {{"outcome", "O1"}, {"callback", "reached"}});
    CHECK(complaint.state == "CLOSED");
    CHECK(complaint.outcome == "O1");
    CHECK(complaint.remaining_fen == 0);
    CHECK(complaint.due.empty());
    CHECK(complaint == world.stored(complaint.id));
    CHECK(event_types(world, complaint.id) == std::vector<std::string>{"submitted", "accepted", "transferred",
                                                                       "signed_for", "replied", "closed"});
    for (const auto* event : {"SUBMITTED", "ACCEPTED", "TRANSFERRED", "SIGNED", "RESULT", "CLOSED"}) {
        CAPTURE(event);
        for (const auto* channel : {"sms", "mail", "site"}) {
            CHECK(messages_to(world, complaint.id, event, "complainant:", channel) == 1);
        }
    }
    CHECK(messages_to(world, complaint.id, "TRANSFERRED", "officer:" + std::to_string(handler.officer),
                      "mail") == 1);
    world.read([&](store::ReadTx& tx) {
        for (const auto& clock : store::history::clocks(tx, complaint.id)) {
            CAPTURE(clock.kind);
            CHECK(clock.state == "met");
            CHECK_FALSE(clock.late);
        }
        CHECK(store::history::due_timers(tx, world.clock.now() + 1'000'000'000'000, 100).empty());
    });
    const auto report = world.audit();
    CHECK(report.cases == 1);
    CHECK(report.events == 6);
    CHECK(report.faults.empty());
}

TEST_CASE("a refusal needs another officer than the one who proposed it") {
    World world;
    const auto intake = world.officer("shouli");
    auto complaint = world.submitted().complaint;
    const test::json::object refusal{
        {"ground", "N02"}, {"reason", "同一款项纠纷已由人民法院立案受理。"}, {"open_channel", "court"}};
    complaint = world.must(intake, complaint, "propose_refusal", refusal);
    CHECK(complaint.state == "SUBMITTED");
    auto both = world.officer("shenhe");
    both.officer = intake.officer;
    const auto same = world.perform(both, complaint, "refuse", refusal);
    REQUIRE_FALSE(same);
    CHECK(same.error().code == "action_not_possible");
    complaint = world.must(world.officer("shenhe"), complaint, "refuse", refusal);
    CHECK(complaint.state == "REFUSED");
    world.read([&](store::ReadTx& tx) {
        const auto view = cases::complaint_json(tx, *world.env, World::complainant(complaint), complaint);
        CHECK(view.at("refusal").at("ground") == "N02");
        CHECK(view.at("refusal").at("reason") == refusal.at("reason"));
        CHECK(view.at("terminal") == true);
    });
    CHECK(world.audit().faults.empty());
}

TEST_CASE("a supplement is asked for, saved, and filed again with a new review term and the old number") {
    World world;
    const auto intake = world.officer("shouli");
    const auto first = world.submitted();
    auto complaint =
        world.must(intake, first.complaint, "request_supplement",
                   test::json::parse(R"({"items":[{"defect":"没有公章","cure":"加盖公章"}]})").as_object());
    world.clock.advance(3LL * 24 * 3600 * 1000);
    cases::DraftChange change;
    change.form = test::good_form();
    change.form.at("claim").as_object()["request"] = "请督促支付拖欠的设备款及利息。";
    const auto own = World::complainant(complaint);
    const auto saved = world.store->write_now<records::Complaint>([&](store::WriteTx& tx) {
        return cases::save_draft(tx, *world.env, own, complaint.uid, complaint.revision, change);
    });
    REQUIRE(saved);
    CHECK(saved->revision == complaint.revision + 1);
    CHECK(saved->event_count == complaint.event_count);
    const auto again = world.perform(own, *saved, "resubmit");
    REQUIRE(again);
    CHECK(again->complaint.number == first.complaint.number);
    REQUIRE(again->receipt);
    CHECK(again->receipt->code.empty());
    CHECK(again->receipt->review.started_day == "2026-11-26");
    CHECK(world.audit().faults.empty());
}

TEST_CASE("a supplement that does not come lapses by its timer, also after a downtime") {
    World world;
    const auto complaint =
        world.must(world.officer("shouli"), world.submitted().complaint, "request_supplement",
                   test::json::parse(R"({"items":[{"defect":"没有公章","cure":"加盖公章"}]})").as_object());
    world.clock.set(base::day_begins(*base::parse_day("2026-12-07")) + 3600'000);
    CHECK(cases::run_timers(*world.store, *world.env).performed == 0);
    CHECK(world.stored(complaint.id).state == "SUPPLEMENT");
    world.clock.set(base::day_begins(*base::parse_day("2027-01-20")));
    const auto report = cases::run_timers(*world.store, *world.env);
    CHECK(report.performed == 1);
    CHECK(report.failed == 0);
    CHECK(world.stored(complaint.id).state == "TERMINATED");
    CHECK(messages_to(world, complaint.id, "TERMINATED", "complainant:", "sms") == 1);
    CHECK(cases::run_timers(*world.store, *world.env).performed == 0);
    CHECK(world.audit().faults.empty());
}

TEST_CASE("a stale revision gets 412 with the case as it stands, a repeated step is named as such") {
    World world;
    const auto before = world.submitted().complaint;
    const auto intake = world.officer("shouli");
    const auto after = world.must(intake, before, "accept");
    const auto stale = world.perform(intake, before, "accept");
    REQUIRE_FALSE(stale);
    CHECK(stale.error().status == 412);
    CHECK(stale.error().extra.at("current").at("state") == "ACCEPTED");
    const auto repeated = world.perform(intake, after, "accept");
    REQUIRE_FALSE(repeated);
    CHECK(repeated.error().code == "action_already_done");
    CHECK(world.stored(before.id) == after);
}

TEST_CASE("a key is used once: replayed with its receipt code, refused for another body, sealed at rest") {
    World world;
    const auto intake = world.officer("shouli");
    cases::NewComplaint input;
    input.form = test::good_form();
    input.submit = true;
    input.channel = "phone";
    const auto send = [&](const std::string& body) {
        const cases::IdempotencyKey key{cases::key_owner(intake, ""), "key-0123456789abcdef",
                                        cases::request_hash("POST", "/api/v1/complaints", body)};
        return world.store->write_now<cases::Filed>([&](store::WriteTx& tx) {
            return cases::idempotent(tx, key, [&] { return cases::file(tx, *world.env, intake, input); });
        });
    };
    const auto first = send("a");
    REQUIRE(first);
    REQUIRE(first->receipt);
    const auto again = send("a");
    REQUIRE(again);
    CHECK(again->complaint.number == first->complaint.number);
    CHECK(again->receipt->code == first->receipt->code);
    CHECK(again->receipt->head_hash == first->receipt->head_hash);
    CHECK(again->receipt->missing == first->receipt->missing);
    CHECK(world.audit().cases == 1);
    const auto other = send("b");
    REQUIRE_FALSE(other);
    CHECK(other.error().code == "idempotency_key_reused");
    world.store->close();
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(world.path.c_str(), &handle) == SQLITE_OK);
    sqlite3_stmt* rows = nullptr;
    sqlite3_prepare_v2(handle, "SELECT answer FROM idempotency", -1, &rows, nullptr);
    REQUIRE(sqlite3_step(rows) == SQLITE_ROW);
    const std::string answer(reinterpret_cast<const char*>(sqlite3_column_text(rows, 0)));
    CHECK(answer.find(first->receipt->code) == std::string::npos);
    CHECK(answer.find(first->complaint.uid) == std::string::npos);
    sqlite3_finalize(rows);
    sqlite3_close(handle);
}

TEST_CASE("the secret of a draft opens the filed case for a day, and no longer") {
    World world;
    const auto complaint = world.submitted().complaint;
    const auto opens = [&] {
        std::string code;
        world.read([&](store::ReadTx& tx) {
            const auto actor = cases::actor_of_draft(tx, complaint.uid, test::secret);
            code = actor ? "ok" : actor.error().code;
        });
        return code;
    };
    CHECK(opens() == "ok");
    world.clock.advance(cases::draft_secret_kept);
    CHECK(opens() == "ok");
    world.clock.advance(1);
    CHECK(opens() == "draft_secret_expired");
    const auto draft = world.draft();
    world.clock.advance(20 * cases::draft_secret_kept);
    world.read([&](store::ReadTx& tx) { CHECK(cases::actor_of_draft(tx, draft.uid, test::secret)); });
}

TEST_CASE("masked and missing contacts that come back overwrite nothing") {
    World world;
    const auto shouli = world.officer("shouli");
    cases::NewComplaint input;
    input.form = test::good_form();
    input.channel = "phone";
    auto complaint = world.file(shouli, input)->complaint;
    const auto contact = [&] {
        records::Contact found;
        world.read([&](store::ReadTx& tx) {
            for (const auto& each : store::complaints::contacts(tx, complaint.id)) {
                if (each.role == "complainant") found = each;
            }
        });
        return found;
    };
    const auto save = [&](const records::Actor& actor, const json::object& form) {
        return world.store->write_now<records::Complaint>([&](store::WriteTx& tx) {
            return cases::save_draft(tx, *world.env, actor, complaint.uid, complaint.revision, {form, {}});
        });
    };
    // What he is shown of his own draft he can send back as it is.
    json::object shown;
    world.read([&](store::ReadTx& tx) {
        shown = cases::complaint_json(tx, *world.env, shouli, complaint).at("form").as_object();
    });
    CHECK(shown.at("complainant").at("mobile").as_string() == "13900001234");
    complaint = save(shouli, shown).value();
    CHECK(contact().mobile == "13900001234");
    auto masked = shown;
    masked["complainant"].as_object()["mobile"] = "139****1234";
    masked["complainant"].as_object()["email"] = "l***@example.cn";
    complaint = save(shouli, masked).value();
    CHECK(contact().mobile == "13900001234");
    CHECK(contact().email == "lianxi@example.cn");
    masked["complainant"].as_object()["mobile"] = "138****8000";
    const auto refused = save(shouli, masked);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields.at(0).code == "masked_value");

    // A case sent back for supplement shows its contacts to nobody at the desk.
    auto filed = world.submitted().complaint;
    filed = world.must(
        shouli, filed, "request_supplement",
        {{"items", json::array{json::object{{"defect", "缺少对账单"}, {"cure", "补充双方对账单"}}}}});
    complaint = filed;
    json::object seen;
    world.read([&](store::ReadTx& tx) {
        seen = cases::complaint_json(tx, *world.env, shouli, complaint).at("form").as_object();
    });
    CHECK_FALSE(seen.at("complainant").as_object().contains("mobile"));
    complaint = save(shouli, seen).value();
    CHECK(contact().mobile == "13900001234");
    CHECK(contact().consent_sms);
}

TEST_CASE("who has no part in a case finds none") {
    World world;
    const auto complaint = world.submitted().complaint;
    auto stranger = World::complainant(complaint);
    stranger.complaint += 1;
    for (const auto& actor : {world.officer("suzhou"), world.officer("guanli"), stranger, records::Actor{}}) {
        const auto refused = world.perform(actor, complaint, "accept");
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == "complaint_not_found");
    }
    const auto supervisor = world.officer("duban");
    world.read([&](store::ReadTx& tx) {
        CHECK(cases::may_see(tx, *world.env, supervisor, complaint));
        CHECK(cases::actor_of_draft(tx, complaint.uid, test::secret));
        CHECK_FALSE(cases::actor_of_draft(tx, complaint.uid, "another-secret-of-32-characters-x"));
    });
}
