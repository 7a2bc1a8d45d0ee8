#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "integration/notifier/outbox_fixture.hpp"
#include "integration/notifier/scripted_gateway.hpp"

using namespace qingqian;
using notifier::ReceiptOutcome;
using test::OutboxFixture;

TEST_CASE("a message goes out once and keeps the carrier's id") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto id = fixture.sms("+8613800138000");
    REQUIRE(fixture.reaches(id, {"accepted", "sent", "delivered"}));
    const auto message = fixture.message(id);
    const auto taken = fixture.sandbox.messages("+8613800138000");
    REQUIRE(taken.size() == 1);
    CHECK(message.provider_id == std::string_view(taken[0].at("sid").as_string()));
    CHECK(std::string_view(taken[0].at("body").as_string()) == message.text);
    CHECK(std::string_view(taken[0].at("status_callback").as_string())
              .ends_with("/hooks/twilio/status?message=" + message.uid));
    CHECK(message.tries == 1);
    REQUIRE(fixture.attempts(id).size() == 1);
    CHECK(fixture.attempts(id)[0].outcome == "accepted");
    CHECK(fixture.attempts(id)[0].code == "201");
}

TEST_CASE("a permanent refusal is not repeated") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    for (const auto& [number, reason] :
         {std::pair{"+8613800000400", "invalid_number"}, std::pair{"+8613800021610", "opted_out"},
          std::pair{"+8613800021614", "not_a_mobile"}}) {
        CAPTURE(number);
        const auto id = fixture.sms(number);
        REQUIRE(fixture.reaches(id, {"failed"}));
        CHECK(fixture.message(id).reason == reason);
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
        CHECK(fixture.sandbox.attempts(number).size() == 1);
        CHECK(fixture.attempts(id).size() == 1);
    }
}

TEST_CASE("of three recipients only the failing one is tried again") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto first = fixture.sms("+8613800138001");
    const auto flaky = fixture.sms("+8613800000503");
    const auto third = fixture.sms("+8613800138003");
    for (const auto id : {first, flaky, third}) CHECK(fixture.reaches(id, {"accepted"}));
    CHECK(fixture.message(flaky).tries == 3);
    CHECK(fixture.message(first).tries == 1);
    CHECK(fixture.message(third).tries == 1);
    CHECK(fixture.sandbox.messages("+8613800138001").size() == 1);
    CHECK(fixture.sandbox.messages("+8613800000503").size() == 1);
    CHECK(fixture.sandbox.messages("+8613800138003").size() == 1);
}

TEST_CASE("429 is tried again no sooner than Retry-After says") {
    OutboxFixture fixture;
    fixture.sandbox.rule(
        R"({"number":"+8613800138004","behaviour":"rate_limited","times":1,"retry_after":1})");
    fixture.start(fixture.options());
    const auto id = fixture.sms("+8613800138004");
    REQUIRE(fixture.reaches(id, {"accepted"}));
    const auto attempts = fixture.attempts(id);
    REQUIRE(attempts.size() == 2);
    CHECK(attempts[0].outcome == "retry");
    CHECK(attempts[0].code == "20429");
    CHECK(attempts[1].at - attempts[0].at >= 1000);
}

TEST_CASE("Retry-After as a date is honoured, by the clock of whoever wrote it") {
    std::atomic<int> asked{0};
    test::ScriptedGateway gateway([&](const std::string&) {
        if (asked.fetch_add(1) > 0)
            return test::ScriptedGateway::answer(201, R"({"sid":"SM1","status":"queued"})");
        return test::ScriptedGateway::answer(429, R"({"code":20429})",
                                             "Date: Tue, 01 Dec 2015 08:00:00 GMT\r\n"
                                             "Retry-After: Tue, 01 Dec 2015 08:00:02 GMT\r\n");
    });
    OutboxFixture fixture;
    auto options = fixture.options();
    options.sms = {OutboxFixture::provider("first", gateway.url())};
    fixture.start(options);
    records::Message message;
    message.channel = "sms";
    message.address = "+8613800138005";
    message.text = "【江苏中小企业服务】您好";
    message.provider = "first";
    const auto id = fixture.put(message);
    REQUIRE(fixture.reaches(id, {"accepted"}));
    const auto attempts = fixture.attempts(id);
    REQUIRE(attempts.size() == 2);
    CHECK(attempts[1].at - attempts[0].at >= 2000);
}

TEST_CASE("what is never taken is given up and says so") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto id = fixture.sms("+8613800000500");
    REQUIRE(fixture.reaches(id, {"failed"}));
    CHECK(fixture.message(id).reason == "gave_up");
    CHECK(fixture.attempts(id).size() == 4);
}

TEST_CASE("after a timeout the carrier's list is asked, and the message is not sent again") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto slow = fixture.sms("+8613800000020");
    const auto dead = fixture.sms("+8613800000445", "【江苏中小企业服务】另一条");
    for (const auto& [id, number, code] :
         {std::tuple{slow, "+8613800000020", "timeout"}, std::tuple{dead, "+8613800000445", "connection"}}) {
        CAPTURE(number);
        REQUIRE(fixture.reaches(id, {"accepted", "sent", "delivered"}));
        CHECK(fixture.sandbox.messages(number).size() == 1);
        const auto attempts = fixture.attempts(id);
        REQUIRE(attempts.size() == 2);
        CHECK(attempts[0].outcome == "unknown");
        CHECK(attempts[0].code == code);
        CHECK(attempts[1].code == "listed");
        CHECK(fixture.message(id).provider_id ==
              std::string_view(fixture.sandbox.messages(number)[0].at("sid").as_string()));
        CHECK(fixture.message(id).reason.empty());
    }
}

TEST_CASE("what the carrier surely does not have is sent after the grace time, once") {
    OutboxFixture fixture;
    fixture.sandbox.rule(R"({"number":"+8613800138005","behaviour":"drop","times":1})");
    fixture.start(fixture.options());
    const auto id = fixture.sms("+8613800138005");
    REQUIRE(fixture.reaches(id, {"unknown"}));
    CHECK(fixture.sandbox.messages("+8613800138005").empty());
    REQUIRE(fixture.reaches(id, {"accepted"}));
    CHECK(fixture.sandbox.messages("+8613800138005").size() == 1);
    const auto attempts = fixture.attempts(id);
    REQUIRE(attempts.size() == 3);
    CHECK(attempts[1].code == "not_listed");
    CHECK(attempts[2].at - attempts[0].at >= 1000 - 200);
}

TEST_CASE("two equal texts to one number are told apart") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto first = fixture.sms("+8613800000445");
    const auto second = fixture.sms("+8613800000445");
    REQUIRE(fixture.reaches(first, {"accepted", "sent", "delivered"}));
    REQUIRE(fixture.reaches(second, {"accepted", "sent", "delivered"}));
    CHECK(fixture.message(first).provider_id != fixture.message(second).provider_id);
    CHECK(fixture.sandbox.messages("+8613800000445").size() == 2);
}

TEST_CASE("a message of a process that died is asked about, not sent again") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto id = fixture.sms("+8613800138006");
    REQUIRE(fixture.reaches(id, {"accepted"}));
    fixture.stop();
    // As the process leaves it that dies between the carrier's answer and our record.
    fixture.change(id, [](records::Message& message) {
        message.state = "claimed";
        message.provider_id.clear();
    });
    fixture.start(fixture.options());
    REQUIRE(fixture.reaches(id, {"unknown"}));
    REQUIRE(fixture.reaches(id, {"accepted", "sent", "delivered"}));
    CHECK(fixture.sandbox.messages("+8613800138006").size() == 1);
    const auto attempts = fixture.attempts(id);
    REQUIRE(attempts.size() == 3);
    CHECK(attempts[1].code == "interrupted");
}

TEST_CASE("a gateway that is not there costs tries, no message") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.sms[0].twilio.base_url = "http://127.0.0.1:1";
    fixture.start(options);
    const auto id = fixture.sms("+8613800138007");
    while (fixture.attempts(id).empty()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(fixture.attempts(id)[0].outcome == "retry");
    fixture.start(fixture.options());
    REQUIRE(fixture.reaches(id, {"accepted"}));
    CHECK(fixture.sandbox.messages("+8613800138007").size() == 1);
}

TEST_CASE("an open breaker holds messages back without using up their tries") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.breaker_failures = 1;
    options.breaker_rest = std::chrono::milliseconds(400);
    fixture.sandbox.rule(R"({"number":"+8613800138008","behaviour":"unavailable","times":1})");
    fixture.start(options);
    const auto failing = fixture.sms("+8613800138008");
    while (fixture.attempts(failing).empty()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto waiting = fixture.sms("+8613800138009");
    REQUIRE(fixture.reaches(waiting, {"accepted"}));
    REQUIRE(fixture.reaches(failing, {"accepted"}));
    CHECK(fixture.message(waiting).tries == 1);
    CHECK(fixture.attempts(waiting)[0].at - fixture.attempts(failing)[0].at >= 300);
}

TEST_CASE("callbacks in any order end in the right state") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto id = fixture.sms("+8613800138010");
    REQUIRE(fixture.reaches(id, {"accepted"}));
    const auto sid = fixture.message(id).provider_id;
    CHECK(fixture.report(id, sid, "sent") == ReceiptOutcome::moved);
    CHECK(fixture.report(id, sid, "delivered") == ReceiptOutcome::moved);
    CHECK(fixture.report(id, sid, "failed", "30008") == ReceiptOutcome::noted);
    CHECK(fixture.report(id, sid, "sent") == ReceiptOutcome::repeated);
    CHECK(fixture.report(id, "SMffffffffffffffffffffffffffffffff", "failed") == ReceiptOutcome::foreign);
    CHECK(fixture.message(id).state == "delivered");
    CHECK(fixture.message(id).provider_id == sid);
}

TEST_CASE("a callback settles a message nobody knew about") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.ask_after = std::chrono::minutes(1);
    fixture.start(options);
    const auto id = fixture.sms("+8613800000445");
    REQUIRE(fixture.reaches(id, {"unknown"}));
    const auto taken = fixture.sandbox.messages("+8613800000445");
    const std::string sid(std::string_view(taken.at(0).at("sid").as_string()));
    CHECK(fixture.report(id, sid, "delivered") == ReceiptOutcome::moved);
    CHECK(fixture.message(id).state == "delivered");
    CHECK(fixture.message(id).provider_id == sid);
    CHECK(fixture.sandbox.messages("+8613800000445").size() == 1);
}

TEST_CASE("without a provider the message says so") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.sms.clear();
    fixture.start(options);
    const auto id = fixture.sms("+8613800138011");
    REQUIRE(fixture.reaches(id, {"skipped"}));
    CHECK(fixture.message(id).reason == "no_provider");
    CHECK(fixture.sandbox.messages("+8613800138011").empty());
}

TEST_CASE("two hundred messages each go once, with many in flight and a stop in between") {
    OutboxFixture fixture;
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 200; ++i) ids.push_back(fixture.sms("+861390000" + std::to_string(1000 + i)));
    fixture.start(fixture.options());
    REQUIRE(fixture.reaches(ids[60], {"accepted"}));
    fixture.stop();
    for (const auto id : ids) {
        const auto state = fixture.message(id).state;
        CHECK((state == "accepted" || state == "queued"));
    }
    fixture.start(fixture.options());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        REQUIRE(fixture.reaches(ids[i], {"accepted"}));
        CHECK(fixture.sandbox.messages("+861390000" + std::to_string(1000 + i)).size() == 1);
    }
}
