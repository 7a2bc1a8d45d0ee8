#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>
#include <thread>
#include <vector>

#include "integration/notifier/outbox_fixture.hpp"

using namespace qingqian;
using test::OutboxFixture;

namespace {

constexpr const char* subject =
    "投诉已转交处理部门（编号JSTS20261123000123），请您及时登录平台查看处理进度与书面反馈";
constexpr const char* text = "您好：\n\n.一行以点开头\n..\n贵单位的投诉已转交处理部门。\n";
constexpr const char* html =
    "<!DOCTYPE html>\n<html><body><p>贵单位的投诉已转交处理部门。</p></body></html>\n";

/// A relay on a busy machine may take seconds; where a test is not about timeouts it waits for it.
notifier::DispatchOptions patient(OutboxFixture& fixture) {
    auto options = fixture.options();
    options.connect_timeout = std::chrono::seconds(10);
    options.total_timeout = std::chrono::seconds(12);
    return options;
}

}  // namespace

TEST_CASE("a mail arrives as it was written") {
    OutboxFixture fixture;
    fixture.start(patient(fixture));
    const auto id = fixture.mail("office@firm.example", subject, text, html);
    REQUIRE(fixture.reaches(id, {"sent"}));
    const auto mails = fixture.sandbox.mails("office@firm.example");
    REQUIRE(mails.size() == 1);
    const auto& mail = mails[0].as_object();
    const auto whole = boost::json::serialize(mail);
    CAPTURE(whole);
    CHECK(std::string_view(mail.at("subject").as_string()) == subject);
    CHECK(std::string(std::string_view(mail.at("text").as_string())).find(".一行以点开头\n..\n贵单位") !=
          std::string::npos);
    CHECK(std::string_view(mail.at("html").as_string()).find("<p>贵单位的投诉已转交处理部门。</p>") !=
          std::string_view::npos);
    const auto message = fixture.message(id);
    CHECK(message.provider_id == "<" + message.uid + "@qq.example.cn>");
    CHECK(whole.find(message.uid + "@qq.example.cn") != std::string::npos);
    CHECK(whole.find("江苏中小企业服务") != std::string::npos);
    CHECK(whole.find("noreply@qq.example.cn") != std::string::npos);
    CHECK(whole.find("auto-generated") != std::string::npos);
}

TEST_CASE("the mails of a case hang together") {
    OutboxFixture fixture;
    fixture.start(patient(fixture));
    const auto first = fixture.mail("thread@firm.example", "Complaint received", "a", "<p>a</p>");
    const auto second = fixture.mail("thread@firm.example", "Complaint closed", "b", "<p>b</p>");
    REQUIRE(fixture.reaches(first, {"sent"}));
    REQUIRE(fixture.reaches(second, {"sent"}));
    const auto mails = fixture.sandbox.mails("thread@firm.example");
    REQUIRE(mails.size() == 2);
    const auto root = [](const boost::json::value& mail) {
        const auto whole = boost::json::serialize(mail);
        const auto at = whole.find("<case.");
        REQUIRE(at != std::string::npos);
        return whole.substr(at, 38);
    };
    CHECK(root(mails[0]) == root(mails[1]));
}

TEST_CASE("a mailbox that does not exist is not tried again, a greylisted one is") {
    OutboxFixture fixture;
    fixture.start(patient(fixture));
    const auto nobody = fixture.mail("bounce550@firm.example", "x", "x", "<p>x</p>");
    const auto refused = fixture.mail("reject554@firm.example", "x", "x", "<p>x</p>");
    const auto grey = fixture.mail("greylist@firm.example", "x", "x", "<p>x</p>");
    REQUIRE(fixture.reaches(nobody, {"failed"}));
    CHECK(fixture.message(nobody).reason == "mailbox_refused");
    CHECK(fixture.attempts(nobody)[0].code == "smtp 550");
    REQUIRE(fixture.reaches(refused, {"failed"}));
    CHECK(fixture.attempts(refused)[0].code == "smtp 554");
    REQUIRE(fixture.reaches(grey, {"sent"}));
    CHECK(fixture.attempts(grey)[0].code == "smtp 451");
    CHECK(fixture.sandbox.mails("greylist@firm.example").size() == 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    CHECK(fixture.attempts(nobody).size() == 1);
}

TEST_CASE("a mail whose fate nobody knows waits for a person") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto dead = fixture.mail("dead@firm.example", "x", "x", "<p>x</p>");
    const auto slow = fixture.mail("slow@firm.example", "x", "x", "<p>x</p>");
    for (const auto& [id, address] :
         {std::pair{dead, "dead@firm.example"}, std::pair{slow, "slow@firm.example"}}) {
        CAPTURE(address);
        REQUIRE(fixture.reaches(id, {"unknown"}));
        CHECK(fixture.message(id).reason == "mail_maybe_sent");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2000));
    CHECK(fixture.message(dead).state == "unknown");
    CHECK(fixture.sandbox.mails("dead@firm.example").size() == 1);
    CHECK(fixture.sandbox.mails("slow@firm.example").size() == 1);
}

TEST_CASE("a relay that hangs up before the mail was sent is tried again") {
    OutboxFixture fixture;
    fixture.sandbox.rule(R"({"number":"late@firm.example","behaviour":"drop","times":1})");
    fixture.start(patient(fixture));
    const auto id = fixture.mail("late@firm.example", "x", "x", "<p>x</p>");
    REQUIRE(fixture.reaches(id, {"sent"}));
    CHECK(fixture.attempts(id)[0].outcome == "retry");
    CHECK(fixture.sandbox.mails("late@firm.example").size() == 1);
}

TEST_CASE("mails leave one at a time, and a slow relay holds up no SMS") {
    OutboxFixture fixture;
    std::vector<std::int64_t> mails;
    for (int i = 0; i < 4; ++i) {
        const auto address = "slow" + std::to_string(i) + "@firm.example";
        fixture.sandbox.rule(R"({"number":")" + address + R"(","behaviour":"slow","delay_ms":400})");
        mails.push_back(fixture.mail(address, "x", "x", "<p>x</p>"));
    }
    std::vector<std::int64_t> texts;
    for (int i = 0; i < 20; ++i) texts.push_back(fixture.sms("+861390001" + std::to_string(1000 + i)));
    auto options = patient(fixture);
    options.sms_at_once = 2;
    fixture.start(options);
    std::ptrdiff_t most_mails = 0;
    std::ptrdiff_t most_texts = 0;
    bool texts_first = false;
    while (fixture.count(mails, "sent") < 4) {
        most_mails = std::max(most_mails, fixture.count(mails, "claimed"));
        most_texts = std::max(most_texts, fixture.count(texts, "claimed"));
        texts_first |= fixture.count(texts, "accepted") == 20 && fixture.count(mails, "queued") > 0;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CHECK(most_mails == 1);
    CHECK(most_texts >= 1);
    CHECK(most_texts <= 2);
    CHECK(texts_first);
}
