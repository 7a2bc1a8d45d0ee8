// What holds messages back, merges them, and what becomes of those that arrive nowhere.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>
#include <thread>

#include "integration/notifier/outbox_fixture.hpp"
#include "notifier/settle.hpp"
#include "store/exhausted.hpp"
#include "store/outbox.hpp"

using namespace qingqian;
using test::OutboxFixture;

namespace {

records::Message sms_to(const std::string& number, std::int64_t urgency = records::urgency::notice) {
    records::Message message;
    message.channel = "sms";
    message.address = number;
    message.text = "【江苏中小企业服务】您好";
    message.urgency = urgency;
    return message;
}

records::Message mail_to(const std::string& recipient, const std::string& address,
                         const std::string& subject) {
    records::Message message;
    message.channel = "mail";
    message.recipient = recipient;
    message.address = address;
    message.subject = subject;
    message.text = "正文";
    return message;
}

std::vector<records::Exhausted> calls(OutboxFixture& fixture, std::int64_t complaint) {
    return fixture.store()
        .read_now<std::vector<records::Exhausted>>(
            [&](store::ReadTx& tx) -> base::Result<std::vector<records::Exhausted>> {
                return store::exhausted::of_case(tx, complaint);
            })
        .value();
}

base::Result<records::Message> resend(OutboxFixture& fixture, std::int64_t id) {
    return fixture.store().write_now<records::Message>(
        [&](store::WriteTx& tx) -> base::Result<records::Message> {
            return notifier::resend(tx, store::outbox::find_by_id(tx, id).value(), 3);
        });
}

/// Quiet hours that began an hour ago and end in an hour, or the other way round.
notifier::QuietHours quiet_now(bool now) {
    const base::SystemClock clock;
    const auto midnight = base::day_begins(base::legal_day(clock.now()));
    const auto minutes = std::chrono::minutes((clock.now() - midnight) / 60'000);
    const auto day = std::chrono::minutes(24 * 60);
    const auto before = (minutes + day - std::chrono::minutes(60)) % day;
    const auto after = (minutes + std::chrono::minutes(60)) % day;
    return now ? notifier::QuietHours{before, after} : notifier::QuietHours{after, before};
}

}  // namespace

TEST_CASE("in quiet hours one-time codes leave and notices wait for their end") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.rules.quiet = quiet_now(true);
    fixture.start(options);
    const auto notice = fixture.put(sms_to("+8613800138401"));
    const auto code = fixture.put(sms_to("+8613800138402", records::urgency::code));
    REQUIRE(fixture.reaches(code, {"accepted"}));
    for (int i = 0; i < 200 && fixture.message(notice).reason.empty(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const auto waiting = fixture.message(notice);
    CHECK(waiting.state == "queued");
    CHECK(waiting.reason == "quiet_hours_deferred");
    CHECK(waiting.next_try_at > waiting.created_at);
    CHECK(fixture.sandbox.messages("+8613800138401").empty());
    options.rules.quiet = quiet_now(false);
    fixture.change(notice, [](records::Message& message) { message.next_try_at = message.created_at; });
    fixture.start(options);
    REQUIRE(fixture.reaches(notice, {"accepted"}));
    CHECK(fixture.message(notice).reason.empty());
}

TEST_CASE(
    "what quiet hours held back leaves afterwards, to each number in the order in which it was written") {
    OutboxFixture fixture;
    const std::vector<std::string> numbers{"+8613800138407", "+8613800138408"};
    fixture.sandbox.rule(R"({"number":"+8613800138407","behaviour":"slow","delay_ms":150})");
    auto options = fixture.options();
    options.rules.quiet = quiet_now(true);
    fixture.start(options);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 3; ++i) {
        for (const auto& number : numbers) {
            auto message = sms_to(number);
            message.text += std::to_string(i);
            ids.push_back(fixture.put(message));
        }
    }
    const auto held = [&](std::int64_t id) { return fixture.message(id).reason == "quiet_hours_deferred"; };
    for (int i = 0; i < 500 && !std::ranges::all_of(ids, held); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    REQUIRE(std::ranges::all_of(ids, held));
    // All of them may go at one moment, the end of the quiet.
    const auto end = fixture.message(ids[0]).next_try_at;
    for (const auto id : ids) CHECK(fixture.message(id).next_try_at == end);
    fixture.stop();
    const auto morning = fixture.message(ids[0]).created_at;
    for (const auto id : ids)
        fixture.change(id, [&](records::Message& message) { message.next_try_at = morning; });
    options.rules.quiet = quiet_now(false);
    fixture.start(options);
    for (const auto id : ids) REQUIRE(fixture.reaches(id, {"accepted", "sent", "delivered"}));
    for (const auto& number : numbers) {
        const auto taken = fixture.sandbox.messages(number);  // newest first
        REQUIRE(taken.size() == 3);
        for (std::size_t i = 0; i < 3; ++i)
            CHECK(std::string_view(taken[2 - i].at("body").as_string()).ends_with(std::to_string(i)));
    }
}

TEST_CASE("a number gets one text no more often a day than the carriers allow") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.rules.same_text_a_day = 3;
    fixture.start(options);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(fixture.put(sms_to("+8613800138403")));
    auto other = sms_to("+8613800138403");
    other.event_name = "CLOSED";
    const auto closed = fixture.put(other);
    for (int i = 0; i < 3; ++i) REQUIRE(fixture.reaches(ids[static_cast<std::size_t>(i)], {"accepted"}));
    REQUIRE(fixture.reaches(closed, {"accepted"}));
    for (std::size_t i = 3; i < 5; ++i) {
        for (int n = 0; n < 300 && fixture.message(ids[i]).reason.empty(); ++n)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        CHECK(fixture.message(ids[i]).reason == "number_limit");
        CHECK(base::legal_day(fixture.message(ids[i]).next_try_at) >
              base::legal_day(fixture.message(ids[i]).created_at));
    }
    CHECK(fixture.sandbox.messages("+8613800138403").size() == 4);
}

TEST_CASE("one code a minute, and none that nobody waits for any more") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto first = fixture.put(sms_to("+8613800138404", records::urgency::code));
    REQUIRE(fixture.reaches(first, {"accepted"}));
    const auto second = fixture.put(sms_to("+8613800138404", records::urgency::code));
    REQUIRE(fixture.reaches(second, {"skipped"}));
    CHECK(fixture.message(second).reason == "code_limit");
    auto old = sms_to("+8613800138405", records::urgency::code);
    old.created_at = base::SystemClock().now() - 6 * 60'000;
    const auto stale = fixture.put(old);
    REQUIRE(fixture.reaches(stale, {"skipped"}));
    CHECK(fixture.message(stale).reason == "expired");
}

TEST_CASE("codes overtake notices, and notices what is sent to many") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.sms_at_once = 1;
    std::vector<std::int64_t> bulk, notices, codes;
    for (int i = 0; i < 3; ++i) bulk.push_back(fixture.put(sms_to("+861380013841" + std::to_string(i), 2)));
    for (int i = 0; i < 3; ++i)
        notices.push_back(fixture.put(sms_to("+861380013842" + std::to_string(i), 1)));
    for (int i = 0; i < 3; ++i) codes.push_back(fixture.put(sms_to("+861380013843" + std::to_string(i), 0)));
    fixture.start(options);
    for (const auto& ids : {bulk, notices, codes}) {
        for (const auto id : ids) REQUIRE(fixture.reaches(id, {"accepted"}));
    }
    const auto at = [&](std::int64_t id) { return fixture.attempts(id).at(0).at; };
    for (const auto code : codes) {
        for (const auto notice : notices) CHECK(at(code) <= at(notice));
    }
    for (const auto notice : notices) {
        for (const auto one : bulk) CHECK(at(notice) <= at(one));
    }
}

TEST_CASE("two texts to one number leave one after the other, in order") {
    OutboxFixture fixture;
    fixture.sandbox.rule(R"({"number":"+8613800138406","behaviour":"slow","delay_ms":300})");
    fixture.start(fixture.options());
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 3; ++i) {
        auto message = sms_to("+8613800138406");
        message.text += std::to_string(i);
        ids.push_back(fixture.put(message));
    }
    for (const auto id : ids) REQUIRE(fixture.reaches(id, {"accepted", "sent", "delivered"}));
    const auto taken = fixture.sandbox.messages("+8613800138406");  // newest first
    REQUIRE(taken.size() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(std::string_view(taken[2 - i].at("body").as_string()).ends_with(std::to_string(i)));
}

TEST_CASE("several notices to one officer go as one digest that lists them") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.rules.merge_after = std::chrono::milliseconds(400);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 4; ++i)
        ids.push_back(
            fixture.put(mail_to("officer:3", "desk@qq.example.cn", "第" + std::to_string(i) + "件")));
    const auto other = fixture.put(mail_to("officer:4", "other@qq.example.cn", "单独一件"));
    fixture.start(options);
    REQUIRE(fixture.reaches(other, {"sent"}));
    for (const auto id : ids) {
        REQUIRE(fixture.reaches(id, {"skipped"}));
        CHECK(fixture.message(id).reason == "merged");
        CHECK(fixture.message(id).replaced_by == fixture.message(ids[0]).replaced_by);
    }
    const auto digest = fixture.message(ids[0]).replaced_by;
    REQUIRE(digest != 0);
    REQUIRE(fixture.reaches(digest, {"sent"}));
    const auto mails = fixture.sandbox.mails("desk@qq.example.cn");
    REQUIRE(mails.size() == 1);
    const std::string text(std::string_view(mails[0].at("text").as_string()));
    for (int i = 0; i < 4; ++i) CHECK(text.find("第" + std::to_string(i) + "件") != std::string::npos);
    CHECK(fixture.sandbox.mails("other@qq.example.cn").size() == 1);
}

TEST_CASE("two notices to one officer stay two") {
    OutboxFixture fixture;
    auto options = fixture.options();
    options.rules.merge_after = std::chrono::milliseconds(100);
    fixture.start(options);
    const auto first = fixture.put(mail_to("officer:5", "two@qq.example.cn", "一"));
    const auto second = fixture.put(mail_to("officer:5", "two@qq.example.cn", "二"));
    REQUIRE(fixture.reaches(first, {"sent"}));
    REQUIRE(fixture.reaches(second, {"sent"}));
    CHECK(fixture.sandbox.mails("two@qq.example.cn").size() == 2);
}

TEST_CASE("whoever no channel reaches is to be called, once, and not when something arrives after all") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    auto text = sms_to("+8613800000400");
    text.recipient = "complainant:77";
    text.event = 5'000;
    const auto sms = fixture.put(text);
    auto letter = mail_to("complainant:77", "bounce550@firm.example", "x");
    letter.event = 5'000;
    const auto mail = fixture.put(letter);
    REQUIRE(fixture.reaches(sms, {"failed"}));
    REQUIRE(fixture.reaches(mail, {"failed"}));
    const auto complaint = fixture.message(sms).complaint;
    auto found = calls(fixture, complaint);
    REQUIRE(found.size() == 1);
    CHECK(found[0].recipient == "complainant:77");
    CHECK(found[0].text == "您好");
    CHECK(found[0].done_at == 0);

    // One of two channels is enough.
    auto half = sms_to("+8613800021610");
    half.recipient = "complainant:78";
    half.event = 5'001;
    const auto stopped = fixture.put(half);
    auto good = mail_to("complainant:78", "good@firm.example", "x");
    good.event = 5'001;
    const auto arrived = fixture.put(good);
    REQUIRE(fixture.reaches(stopped, {"failed"}));
    REQUIRE(fixture.reaches(arrived, {"sent"}));
    CHECK(calls(fixture, complaint).size() == 1);

    REQUIRE(resend(fixture, mail).has_value());
    fixture.change(mail, [](records::Message& message) { message.state = "queued"; });
    fixture.dispatcher().wake();
    REQUIRE(fixture.reaches(mail, {"failed"}));
    CHECK(calls(fixture, complaint).size() == 1);
}

TEST_CASE("a bounce undoes what the relay had taken, once") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto id = fixture.put(mail_to("complainant:79", "gone@firm.example", "x"));
    REQUIRE(fixture.reaches(id, {"sent"}));
    const auto uid = fixture.message(id).uid;
    const auto bounce = [&](const char* status) {
        return fixture.store()
            .write_now<notifier::ReceiptOutcome>(
                [&](store::WriteTx& tx) -> base::Result<notifier::ReceiptOutcome> {
                    return notifier::record_bounce(tx, uid, status, tx.now());
                })
            .value();
    };
    CHECK(bounce("4.4.1") == notifier::ReceiptOutcome::noted);
    CHECK(fixture.message(id).state == "sent");
    CHECK(bounce("5.1.1") == notifier::ReceiptOutcome::moved);
    CHECK(bounce("5.1.1") == notifier::ReceiptOutcome::repeated);
    CHECK(fixture.message(id).state == "undelivered");
    CHECK(fixture.message(id).reason == "bounced");
    CHECK(calls(fixture, fixture.message(id).complaint).size() == 1);
}

TEST_CASE("a person sends a message again; receipts for the first sending change nothing any more") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto id = fixture.put(sms_to("+8613800138407"));
    REQUIRE(fixture.reaches(id, {"accepted"}));
    CHECK_FALSE(resend(fixture, id).has_value());
    const auto first = fixture.message(id).provider_id;
    CHECK(fixture.report(id, first, "undelivered", "30003") == notifier::ReceiptOutcome::moved);
    fixture.stop();
    REQUIRE(resend(fixture, id).has_value());
    CHECK(fixture.message(id).state == "queued");
    CHECK(fixture.report(id, first, "delivered") == notifier::ReceiptOutcome::noted);
    CHECK(fixture.message(id).state == "queued");
    fixture.start(fixture.options());
    REQUIRE(fixture.reaches(id, {"accepted"}));
    CHECK(fixture.message(id).provider_id != first);
    CHECK(fixture.sandbox.messages("+8613800138407").size() == 2);
    std::vector<std::string> outcomes;
    for (const auto& attempt : fixture.attempts(id)) outcomes.push_back(attempt.outcome);
    CHECK(outcomes == std::vector<std::string>{"accepted", "resent", "accepted"});
}

TEST_CASE("bounces and answers of a mail come back to an address of its own") {
    OutboxFixture fixture;
    fixture.start(fixture.options());
    const auto id = fixture.put(mail_to("complainant:80", "office@firm.example", "x"));
    REQUIRE(fixture.reaches(id, {"sent"}));
    const auto whole = boost::json::serialize(fixture.sandbox.mails("office@firm.example").at(0));
    CHECK(whole.find("bounce+") != std::string::npos);
    CHECK(whole.find("reply+") != std::string::npos);
    CHECK(whole.find("List-Unsubscribe") != std::string::npos);
}
