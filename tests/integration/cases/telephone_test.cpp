// Whom no SMS and no mail can tell is called: who sees the call to make, and what is said of it.
#include "cases/telephone.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>
#include <vector>

#include "cases/respondent_ways.hpp"
#include "notifier/receipts.hpp"
#include "notifier/settle.hpp"
#include "store/contact_ways.hpp"
#include "store/exhausted.hpp"
#include "world.hpp"

using namespace qingqian;
using test::World;

namespace {

namespace json = boost::json;

std::vector<records::Message> messages(World& world, const records::Complaint& complaint,
                                       std::string_view event, std::string_view party,
                                       std::string_view channel) {
    std::vector<records::Message> found;
    world.read([&](store::ReadTx& tx) { found = store::outbox::of_case(tx, complaint.id); });
    std::erase_if(found, [&](const records::Message& message) {
        return message.event_name != event || !message.recipient.starts_with(party) ||
               message.channel != channel;
    });
    return found;
}

std::vector<records::Exhausted> calls(World& world, const records::Complaint& complaint) {
    std::vector<records::Exhausted> found;
    world.read([&](store::ReadTx& tx) { found = store::exhausted::of_case(tx, complaint.id); });
    return found;
}

json::array tasks(World& world, const records::Actor& reader, const records::Complaint& complaint) {
    json::array items;
    world.read([&](store::ReadTx& tx) {
        items = cases::telephone_tasks(tx, *world.env, reader, complaint.uid)->at("items").as_array();
    });
    return items;
}

std::size_t in_tab(World& world, const records::Actor& officer) {
    std::size_t cases = 0;
    world.read([&](store::ReadTx& tx) {
        store::complaints::Query query;
        query.scope = cases::scope_of(*world.env, officer);
        query.telephone = true;
        query.hidden = cases::hidden_events(*world.env, officer);
        const auto page = store::complaints::list(tx, query);
        REQUIRE(page.has_value());
        cases = page->rows.size();
        CHECK(store::complaints::count(tx, query) == static_cast<std::int64_t>(cases));
    });
    return cases;
}

base::Result<json::object> call(World& world, const records::Actor& actor,
                                const records::Complaint& complaint, std::int64_t task,
                                std::optional<std::string> note = {}) {
    return world.store->write_now<json::object>([&](store::WriteTx& tx) {
        return cases::record_call(tx, *world.env, actor, complaint.uid, std::to_string(task), {"told", note});
    });
}

/// Draft, changed before it is submitted.
records::Complaint submitted(World& world, const std::function<void(json::object&)>& change) {
    auto complaint = world.draft();
    auto form = test::good_form();
    change(form);
    const auto saved = world.store->write_now<records::Complaint>(
        [&](store::WriteTx& tx) -> base::Result<records::Complaint> {
            cases::DraftChange draft;
            draft.form = form;
            return cases::save_draft(tx, *world.env, World::complainant(complaint), complaint.uid,
                                     complaint.revision, draft);
        });
    REQUIRE(saved.has_value());
    return world.must(World::complainant(*saved), *saved, "submit",
                      {{"declarations", test::all_declarations(*world.env)}});
}

/// With an inquiry to the other side under way.
records::Complaint inquired(World& world, records::Complaint complaint) {
    complaint = world.must(world.officer("shouli"), complaint, "accept");
    complaint = world.must(world.officer("shouli"), complaint, "transfer", {{"handling_body", "320500-GXJ"}});
    complaint = world.must(world.officer("suzhou"), complaint, "sign_for");
    return world.must(world.officer("suzhou"), complaint, "inquire",
                      {{"extract", "投诉人称2025年交付配电设备，货款尚未支付。"},
                       {"questions", "合同是否履行，欠款金额是否属实？"}});
}

}  // namespace

TEST_CASE("a call about what only some may know is theirs alone") {
    World world;
    auto complaint = inquired(world, world.submitted().complaint);
    // The other side has no mobile and no mail, which is a call of its own, for everybody.
    REQUIRE(calls(world, complaint).size() == 1);
    complaint = world.must(World::complainant(complaint), complaint, "report_retaliation",
                           {{"facts", "被投诉人威胁取消后续合同。"}});
    const auto mail = messages(world, complaint, "RETALIATION_RECEIVED", "complainant:", "mail");
    REQUIRE(mail.size() == 1);
    world.write([&](store::WriteTx& tx) {
        CHECK(notifier::record_bounce(tx, mail[0].uid, "5.1.1", tx.now()) == notifier::ReceiptOutcome::moved);
    });
    REQUIRE(calls(world, complaint).size() == 2);
    const auto task = calls(world, complaint)[1];
    CHECK(task.event_name == "RETALIATION_RECEIVED");
    CHECK(cases::take_exhausted(*world.store, *world.env) == 2);
    for (const auto* login : {"shouli", "suzhou"}) {
        CAPTURE(login);
        const auto officer = world.officer(login);
        CHECK(tasks(world, officer, complaint).size() == 1);
        CHECK(json::serialize(tasks(world, officer, complaint)).find("RETALIATION") == std::string::npos);
        const auto refused = call(world, officer, complaint, task.id);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == "telephone_task_not_found");
        const auto again = world.store->write_now<records::Message>(
            [&](store::WriteTx& tx) { return cases::send_again(tx, *world.env, officer, mail[0].uid); });
        REQUIRE_FALSE(again);
        CHECK(again.error().code == "message_not_found");
    }
    const auto head = world.officer("shenhe");
    CHECK(tasks(world, head, complaint).size() == 2);
    // Nobody but the head of the accepting body is told of it.
    const auto told = messages(world, complaint, "CALL_BY_TELEPHONE", "officer:", "site");
    const auto to_head = "officer:" + std::to_string(head.officer);
    CHECK(std::ranges::count(told, to_head, &records::Message::recipient) == 1);
    for (const auto& message : told) CHECK(message.text.find("报复") == std::string::npos);
    CHECK(std::ranges::count(told, "officer:" + std::to_string(world.officer("shouli").officer),
                             &records::Message::recipient) == 0);
    CHECK(in_tab(world, world.officer("shouli")) == 1);
    CHECK(in_tab(world, head) == 1);

    // Once the other call is made, the case is in the tab of those alone who may know why.
    REQUIRE(call(world, world.officer("suzhou"), complaint, calls(world, complaint)[0].id).has_value());
    CHECK(in_tab(world, world.officer("shouli")) == 0);
    CHECK(in_tab(world, head) == 1);
    const auto noted = call(world, head, complaint, task.id, "本人接听，已说明。");
    REQUIRE_FALSE(noted);
    CHECK(noted.error().code == "invalid_input");
    CHECK(call(world, head, complaint, task.id).has_value());
    CHECK(in_tab(world, head) == 0);
}

TEST_CASE("what is said on the telephone holds no code") {
    World world;
    const auto complaint = inquired(world, world.submitted().complaint);
    const auto sent = messages(world, complaint, "INQUIRY", "respondent:", "mail");
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].reason == "no_mail");
    const auto task = tasks(world, world.officer("suzhou"), complaint);
    REQUIRE(task.size() == 1);
    const std::string text(std::string_view(task[0].at("text").as_string()));
    CHECK_FALSE(text.empty());
    // The respondent's code is drawn anew with each inquiry: four groups of four.
    for (std::size_t at = 0; at + 19 <= text.size(); ++at) {
        const auto group = std::string_view(text).substr(at, 19);
        const bool code = group[4] == '-' && group[9] == '-' && group[14] == '-' && group[0] != '*';
        CHECK_FALSE(code);
    }
}

TEST_CASE("whoever cannot be written to at all is to be called as soon as he is to be told") {
    World world;
    auto complaint = submitted(world, [](json::object& form) {
        auto& own = form["complainant"].as_object();
        own.erase("email");
        own["consent_sms"] = false;
    });
    // No consent to SMS and no mailbox.
    auto found = calls(world, complaint);
    REQUIRE(found.size() == 1);
    CHECK(found[0].event_name == "SUBMITTED");
    CHECK(found[0].recipient.starts_with("complainant:"));
    CHECK(found[0].text.find(complaint.number) != std::string::npos);
    CHECK(cases::take_exhausted(*world.store, *world.env) == 1);
    CHECK(tasks(world, world.officer("shouli"), complaint).size() == 1);

    // Neither a number that takes SMS nor a mailbox.
    World other;
    complaint = inquired(other, other.submitted().complaint);
    found = calls(other, complaint);
    REQUIRE(found.size() == 1);
    CHECK(found[0].event_name == "INQUIRY");
    CHECK(found[0].recipient.starts_with("respondent:"));

    // Whoever wanted neither is not called.
    World third;
    complaint = submitted(third, [](json::object& form) {
        form["complainant"].as_object()["consent_sms"] = false;
        form["complainant"].as_object()["consent_email"] = false;
    });
    CHECK(calls(third, complaint).empty());
}

TEST_CASE("a mobile that the form gives as the other side's telephone gets SMS") {
    World world;
    const auto complaint = inquired(world, submitted(world, [](json::object& form) {
                                        form["respondent"].as_object()["phone"] = "138 0013 8000";
                                    }));
    const auto sms = messages(world, complaint, "INQUIRY", "respondent:", "sms");
    REQUIRE(sms.size() == 1);
    CHECK(sms[0].state == "queued");
    CHECK(sms[0].address == "+8613800138000");
    CHECK(calls(world, complaint).empty());
}

TEST_CASE("an officer enters where the other side is reached, and it is told there") {
    World world;
    auto complaint = world.submitted().complaint;
    complaint = world.must(world.officer("shouli"), complaint, "accept");
    const auto set = [&](const records::Actor& actor, const cases::RespondentAddresses& addresses) {
        return world.store->write_now<json::object>([&](store::WriteTx& tx) {
            return cases::set_respondent_ways(tx, *world.env, actor, complaint.uid, addresses);
        });
    };
    const auto bad = set(world.officer("shouli"), {"12345", "no mail"});
    REQUIRE_FALSE(bad);
    CHECK(bad.error().fields.size() == 2);
    const auto done = set(world.officer("shouli"), {"+86 137 0000 1111", "caiwu@shuiwu.example"});
    REQUIRE(done.has_value());
    CHECK(done->at("mobile") == "137****1111");
    CHECK(done->at("email").as_string().find("caiwu") == std::string::npos);
    complaint = world.stored(complaint.id);
    // The history says that it was done, not the number.
    std::string history;
    world.read([&](store::ReadTx& tx) {
        history = json::serialize(
            cases::read_events(tx, *world.env, world.officer("shouli"), complaint.uid).value());
    });
    CHECK(history.find("登记被投诉人的联系方式：手机号、邮箱") != std::string::npos);
    CHECK(history.find("13700001111") == std::string::npos);
    complaint = world.must(world.officer("shouli"), complaint, "transfer", {{"handling_body", "320500-GXJ"}});
    complaint = world.must(world.officer("suzhou"), complaint, "sign_for");
    complaint = world.must(world.officer("suzhou"), complaint, "inquire",
                           {{"extract", "投诉人称2025年交付配电设备，货款尚未支付。"},
                            {"questions", "合同是否履行，欠款金额是否属实？"}});
    CHECK(messages(world, complaint, "INQUIRY", "respondent:", "sms").at(0).address == "+8613700001111");
    CHECK(messages(world, complaint, "INQUIRY", "respondent:", "mail").at(0).address ==
          "caiwu@shuiwu.example");
    CHECK(calls(world, complaint).empty());
    const auto taken = set(world.officer("suzhou"), {"", {}});
    REQUIRE(taken.has_value());
    CHECK(taken->at("mobile").is_null());
    CHECK_FALSE(taken->at("email").is_null());
    const auto foreign = set(world.officer("wuxi"), {"13700001112", {}});
    REQUIRE_FALSE(foreign);
    CHECK(foreign.error().code == "complaint_not_found");
    CHECK(world.audit().faults.empty());
}

TEST_CASE("what nobody confirmed for a day counts as not arrived, and a late receipt still counts") {
    World world;
    auto complaint =
        submitted(world, [](json::object& form) { form["complainant"].as_object().erase("email"); });
    const auto sms = messages(world, complaint, "SUBMITTED", "complainant:", "sms");
    REQUIRE(sms.size() == 1);
    world.write([&](store::WriteTx& tx) {
        auto message = *store::outbox::find(tx, sms[0].uid);
        message.state = "unknown";
        message.reason = "sms_maybe_sent";
        message.claimed_at = tx.now();
        store::outbox::update(tx, message);
    });
    const auto given_up = [&] {
        std::size_t count = 0;
        world.write(
            [&](store::WriteTx& tx) { count = notifier::give_up_unknown(tx, tx.now() - 24LL * 3'600'000); });
        return count;
    };
    world.clock.advance(23LL * 3'600'000);
    CHECK(given_up() == 0);
    CHECK(calls(world, complaint).empty());
    world.clock.advance(2LL * 3'600'000);
    CHECK(given_up() == 1);
    CHECK(given_up() == 0);
    REQUIRE(calls(world, complaint).size() == 1);
    CHECK(messages(world, complaint, "SUBMITTED", "complainant:", "sms")[0].reason == "never_confirmed");
    world.write([&](store::WriteTx& tx) {
        CHECK(notifier::record_status(tx, sms[0].uid, {"SM1", "delivered", ""}, tx.now()) ==
              notifier::ReceiptOutcome::moved);
    });
    CHECK(messages(world, complaint, "SUBMITTED", "complainant:", "sms")[0].state == "delivered");
    CHECK(calls(world, complaint)[0].result == "arrived");
}
