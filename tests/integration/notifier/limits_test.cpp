// How many codes a number gets, and how notices to one officer become one SMS.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>

#include "integration/notifier/outbox_fixture.hpp"
#include "notifier/hold.hpp"
#include "store/outbox.hpp"

using namespace qingqian;
using test::OutboxFixture;

namespace {

constexpr base::UtcMillis minute = 60'000;

records::Message sms_to(const std::string& number, std::int64_t urgency) {
    records::Message message;
    message.channel = "sms";
    message.address = number;
    message.event_name = urgency == records::urgency::code ? "OTP" : "ASSIGNED";
    message.text = "【江苏中小企业服务】您好";
    message.urgency = urgency;
    return message;
}

/// Codes that this number was sent, each so many minutes ago.
void sent(OutboxFixture& fixture, const std::string& number, const std::vector<int>& minutes_ago) {
    const auto now = base::SystemClock().now();
    for (const int ago : minutes_ago) {
        auto message = sms_to(number, records::urgency::code);
        message.state = "delivered";
        message.created_at = message.claimed_at = message.updated_at = now - ago * minute;
        fixture.put(message);
    }
}

bool may_send(OutboxFixture& fixture, const std::string& number) {
    return fixture.store()
        .read_now<bool>([&](store::ReadTx& tx) -> base::Result<bool> {
            return notifier::code_may_be_sent(tx, number, "OTP", base::SystemClock().now());
        })
        .value();
}

}  // namespace

TEST_CASE("a number gets one code a minute, five an hour and ten a day") {
    OutboxFixture fixture;
    const std::string number = "+8613800138501";
    CHECK(may_send(fixture, number));
    sent(fixture, number, {50, 40, 30, 20});
    CHECK(may_send(fixture, number));
    sent(fixture, number, {10});
    CHECK_FALSE(may_send(fixture, number));  // five within the hour
    CHECK(may_send(fixture, "+8613800138502"));

    const std::string other = "+8613800138503";
    sent(fixture, other, {1400, 1300, 1200, 1000, 900, 800, 700, 600, 500});
    CHECK(may_send(fixture, other));
    sent(fixture, other, {400});
    CHECK_FALSE(may_send(fixture, other));  // ten within the day
    const std::string third = "+8613800138504";
    sent(fixture, third, {1500, 1450, 1300, 1200, 1000, 900, 800, 700, 600, 500});
    CHECK(may_send(fixture, third));  // two of them were yesterday

    fixture.start(fixture.options());
    const auto sixth = fixture.put(sms_to(number, records::urgency::code));
    REQUIRE(fixture.reaches(sixth, {"skipped"}));
    CHECK(fixture.message(sixth).reason == "code_limit");
    const auto eleventh = fixture.put(sms_to(other, records::urgency::code));
    REQUIRE(fixture.reaches(eleventh, {"skipped"}));
    CHECK(fixture.message(eleventh).reason == "code_limit");
    CHECK(fixture.sandbox.messages(number).empty());
    CHECK(fixture.sandbox.messages(other).empty());
}

namespace {

void several_become_one(std::chrono::milliseconds pause) {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.rules.merge_after = std::chrono::milliseconds(400);
    const auto notice = [&](const std::string& recipient, const std::string& number) {
        auto message = sms_to(number, records::urgency::notice);
        message.recipient = recipient;
        return fixture.put(message);
    };
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 4; ++i) ids.push_back(notice("officer:3", "+8613800138505"));
    const auto party = notice("complainant:9", "+8613800138506");
    std::this_thread::sleep_for(pause);
    fixture.start(options);
    for (const auto id : ids) {
        REQUIRE(fixture.reaches(id, {"skipped"}));
        CHECK(fixture.message(id).reason == "merged");
    }
    const auto digest = fixture.message(ids[0]).replaced_by;
    REQUIRE(digest != 0);
    REQUIRE(fixture.reaches(digest, {"accepted", "sent", "delivered"}));
    const auto taken = fixture.sandbox.messages("+8613800138505");
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].at("body").as_string() == "【江苏中小企业服务】您有4条投诉办理通知，请登录平台查看。");
    REQUIRE(fixture.reaches(party, {"accepted", "sent", "delivered"}));
}

}  // namespace

TEST_CASE("several SMS to one officer become one that says how many, signed as they were") {
    several_become_one({});
}

TEST_CASE("after a pause they are claimed together and still become one") {
    several_become_one(std::chrono::milliseconds(500));
}

TEST_CASE("a digest speaks in the words that are in force") {
    OutboxFixture fixture;
    auto catalogue = *notifier::Catalogue::load();
    catalogue.put_wording({"DIGEST", "digest", "zh-CN"},
                          {"{{count}}条", "有{{count}}条新通知。", {"清单：", "{{list}}"}});
    const auto in_force = std::make_shared<const notifier::Catalogue>(std::move(catalogue));
    auto options = fixture.options();
    options.catalogue = [in_force] { return in_force; };
    options.rules.merge_after = std::chrono::milliseconds(300);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 3; ++i) {
        records::Message mail;
        mail.channel = "mail";
        mail.recipient = "officer:8";
        mail.address = "words@qq.example.cn";
        mail.subject = "第" + std::to_string(i) + "件";
        mail.text = "正文";
        ids.push_back(fixture.put(mail));
    }
    fixture.start(options);
    REQUIRE(fixture.reaches(ids[0], {"skipped"}));
    const auto digest = fixture.message(ids[0]).replaced_by;
    REQUIRE(fixture.reaches(digest, {"sent"}));
    CHECK(fixture.message(digest).subject == "3条");
    CHECK(fixture.message(digest).text == "清单：\n\n· 第0件\n· 第1件\n· 第2件\n");
}
