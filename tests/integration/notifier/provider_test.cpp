// What every answer of a provider does to a message, and to the provider behind it.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "integration/notifier/outbox_fixture.hpp"
#include "integration/notifier/scripted_gateway.hpp"

using namespace qingqian;
using test::OutboxFixture;
using test::ScriptedGateway;

namespace {

const std::string taken = ScriptedGateway::answer(201, R"({"sid":"SM1","status":"queued"})");

/// A first provider that does as it is told, and the sandbox behind it.
notifier::DispatchOptions two(OutboxFixture& fixture, const std::string& first) {
    auto options = fixture.options();
    options.sms.insert(options.sms.begin(), OutboxFixture::provider("first", first));
    return options;
}

records::Message to(const std::string& number, const std::string& provider) {
    records::Message message;
    message.channel = "sms";
    message.address = number;
    message.text = "【江苏中小企业服务】您好 " + number;
    message.provider = provider;
    return message;
}

std::string refusal(const std::string& code) {
    return ScriptedGateway::answer(400, R"({"code":)" + code + R"(,"message":"no"})");
}

}  // namespace

TEST_CASE("a message goes to the first provider and to no other") {
    ScriptedGateway gateway([](const std::string&) { return taken; });
    OutboxFixture fixture;
    fixture.start(two(fixture, gateway.url()));
    const auto id = fixture.put(to("+8613800138101", "first"));
    REQUIRE(fixture.reaches(id, {"accepted"}));
    CHECK(fixture.message(id).provider == "first");
    CHECK(fixture.message(id).provider_id == "SM1");
    CHECK(fixture.attempts(id).at(0).provider == "first");
    CHECK(gateway.bodies().size() == 1);
    CHECK(fixture.sandbox.messages("+8613800138101").empty());
}

TEST_CASE("what a provider surely did not take goes to the next at once") {
    for (const auto& [answer, code] :
         {std::pair{ScriptedGateway::answer(503, ""), "503"},
          std::pair{ScriptedGateway::answer(500, R"({"code":20500})"), "20500"},
          std::pair{ScriptedGateway::answer(429, R"({"code":20429})"), "20429"},
          std::pair{ScriptedGateway::answer(401, R"({"code":20003})"), "20003"},
          std::pair{refusal("21408"), "21408"}, std::pair{refusal("21606"), "21606"}}) {
        CAPTURE(code);
        ScriptedGateway gateway([answer](const std::string&) { return answer; });
        OutboxFixture fixture;
        fixture.start(two(fixture, gateway.url()));
        const auto id = fixture.put(to("+8613800138102", "first"));
        REQUIRE(fixture.reaches(id, {"accepted"}));
        const auto attempts = fixture.attempts(id);
        REQUIRE(attempts.size() == 2);
        CHECK(attempts[0].code == code);
        CHECK(attempts[0].provider == "first");
        CHECK(attempts[1].provider == "twilio");
        CHECK(gateway.bodies().size() == 1);
        CHECK(fixture.sandbox.messages("+8613800138102").size() == 1);
    }
}

TEST_CASE("a refusal of the number is a refusal everywhere") {
    for (const char* code : {"21211", "21610", "21614", "21217", "30000"}) {
        CAPTURE(code);
        ScriptedGateway gateway([code](const std::string&) { return refusal(code); });
        OutboxFixture fixture;
        fixture.start(two(fixture, gateway.url()));
        const auto id = fixture.put(to("+8613800138103", "first"));
        REQUIRE(fixture.reaches(id, {"failed"}));
        CHECK(fixture.attempts(id).size() == 1);
        CHECK(gateway.bodies().size() == 1);
        CHECK(fixture.sandbox.messages("+8613800138103").empty());
    }
}

TEST_CASE("a message whose fate nobody knows stays with its provider") {
    for (const auto& [answer, code] :
         {std::pair{std::string("hang"), "timeout"}, std::pair{std::string(), "connection"},
          std::pair{ScriptedGateway::answer(201, "{\"sid\":"), "no_sid"},
          std::pair{ScriptedGateway::answer(201, R"({"sid":7.5})"), "no_sid"},
          std::pair{ScriptedGateway::answer(502, ""), "502"},
          std::pair{std::string("HTTP/1.1 201 X\r\nConte"), "no_sid"}}) {
        CAPTURE(code);
        CAPTURE(answer);
        ScriptedGateway gateway([answer](const std::string&) { return answer; });
        OutboxFixture fixture;
        auto options = two(fixture, gateway.url());
        options.ask_after = std::chrono::minutes(1);
        fixture.start(options);
        const auto id = fixture.put(to("+8613800138104", "first"));
        REQUIRE(fixture.reaches(id, {"unknown"}));
        CHECK(fixture.message(id).provider == "first");
        CHECK(fixture.attempts(id).at(0).code == code);
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        CHECK(gateway.bodies().size() == 1);
        CHECK(fixture.sandbox.messages("+8613800138104").empty());
        // The callback knows.
        CHECK(fixture.report(id, "SM7", "delivered") == notifier::ReceiptOutcome::moved);
        CHECK(fixture.message(id).state == "delivered");
    }
}

TEST_CASE("where no encrypted line comes about nothing has left") {
    ScriptedGateway gateway([](const std::string&) { return taken; });
    OutboxFixture fixture;
    fixture.start(two(fixture, gateway.url("https")));
    const auto id = fixture.put(to("+8613800138105", "first"));
    REQUIRE(fixture.reaches(id, {"accepted"}));
    CHECK(fixture.attempts(id).at(0).outcome == "retry");
    CHECK(fixture.attempts(id).at(1).provider == "twilio");
    CHECK(gateway.bodies().empty());
}

TEST_CASE("when all providers refuse, a message waits and begins with the first again") {
    ScriptedGateway first([](const std::string&) { return ScriptedGateway::answer(503, ""); });
    int asked = 0;
    ScriptedGateway second(
        [&asked](const std::string&) { return ++asked == 1 ? ScriptedGateway::answer(503, "") : taken; });
    OutboxFixture fixture;
    auto options = fixture.options();
    options.sms = {OutboxFixture::provider("first", first.url()),
                   OutboxFixture::provider("second", second.url())};
    fixture.start(options);
    const auto id = fixture.put(to("+8613800138106", "first"));
    REQUIRE(fixture.reaches(id, {"accepted"}));
    std::vector<std::string> way;
    for (const auto& attempt : fixture.attempts(id)) way.push_back(attempt.provider);
    CHECK(way == std::vector<std::string>{"first", "second", "first", "second"});
}

TEST_CASE("a provider that is down is passed over and taken up again") {
    std::atomic<bool> up{false};
    std::atomic<int> number{0};
    ScriptedGateway gateway([&](const std::string&) {
        if (!up.load()) return ScriptedGateway::answer(503, "");
        return ScriptedGateway::answer(
            201, R"({"sid":"SM)" + std::to_string(++number) + R"(","status":"queued"})");
    });
    OutboxFixture fixture;
    auto options = two(fixture, gateway.url());
    options.breaker_failures = 2;
    options.breaker_rest = std::chrono::milliseconds(600);
    fixture.start(options);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 12; ++i) {
        ids.push_back(fixture.put(to("+86138001382" + std::to_string(10 + i), "first")));
        REQUIRE(fixture.reaches(ids.back(), {"accepted", "sent", "delivered"}));
    }
    // Two failures opened the breaker; at most a few more tried whether it is back.
    CHECK(gateway.bodies().size() < 8);
    up.store(true);
    for (int i = 0; i < 200 && number.load() == 0; ++i) {
        const auto id = fixture.put(to("+861380013" + std::to_string(8300 + i), "first"));
        REQUIRE(fixture.reaches(id, {"accepted", "sent", "delivered"}));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    CHECK(number.load() > 0);
}

TEST_CASE("a regional gateway is spoken to as configuration describes it") {
    ScriptedGateway gateway([](const std::string& body) {
        return body.find("13800138399") == std::string::npos
                   ? ScriptedGateway::answer(200, R"({"Code":"OK","BizId":"B7"})")
                   : ScriptedGateway::answer(200, R"({"Code":"MOBILE_ILLEGAL"})");
    });
    OutboxFixture fixture;
    auto options = fixture.options();
    notifier::channels::SmsProvider regional;
    regional.name = "telecom";
    regional.gateway.emplace();
    regional.gateway->url = gateway.url() + "/sms/send";
    regional.gateway->body = R"({"phone":"{national}","tpl":"{template}","text":"{text}","ref":"{id}"})";
    regional.gateway->taken_at = "/Code";
    regional.gateway->taken = "OK";
    regional.gateway->id_at = "/BizId";
    regional.gateway->wrong_number = {"MOBILE_ILLEGAL"};
    options.sms = {regional};
    options.template_of = [](std::string_view provider, std::string_view event, std::string_view language) {
        return provider == "telecom" && event == "SUBMITTED" && language == "zh-CN" ? "SMS_1" : "";
    };
    fixture.start(options);
    const auto id = fixture.put(to("+8613800138300", "telecom"));
    REQUIRE(fixture.reaches(id, {"accepted"}));
    CHECK(fixture.message(id).provider_id == "B7");
    CHECK(gateway.bodies().at(0) == R"({"phone":"13800138300","tpl":"SMS_1","text":")" +
                                        fixture.message(id).text + R"(","ref":")" + fixture.message(id).uid +
                                        "\"}");
    const auto wrong = fixture.put(to("+8613800138399", "telecom"));
    REQUIRE(fixture.reaches(wrong, {"failed"}));
    CHECK(fixture.message(wrong).reason == "invalid_number");
    CHECK(fixture.attempts(wrong).size() == 1);
}

TEST_CASE("nobody can be asked about a regional gateway's message: it waits for a receipt or a person") {
    ScriptedGateway gateway([](const std::string&) { return std::string(); });
    OutboxFixture fixture;
    auto options = fixture.options();
    options.sms[0].gateway.emplace();
    options.sms[0].gateway->url = gateway.url();
    options.sms[0].gateway->body = "{}";
    fixture.start(options);
    const auto id = fixture.put(to("+8613800138301", "twilio"));
    REQUIRE(fixture.reaches(id, {"unknown"}));
    CHECK(fixture.message(id).reason == "sms_maybe_sent");
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    CHECK(gateway.bodies().size() == 1);
    CHECK(fixture.message(id).state == "unknown");
}
