#include "notifier/channels/twilio.hpp"

#include <doctest/doctest.h>

using namespace qingqian::notifier;
using channels::Outcome;
using channels::read_answer;

namespace {

channels::TwilioConfig config() {
    return {"http://127.0.0.1:4010/", "AC0123456789abcdef0123456789abcdef", "secret", "+8610690000",
            "https://qq.example/"};
}

qingqian::records::Message message() {
    qingqian::records::Message message;
    message.uid = "0199-uid";
    message.channel = "sms";
    message.address = "+8613800138000";
    message.text = "中 a&b+c";
    message.claimed_at = 1'795'392'060'000;  // 2026-11-23T00:01:00Z
    return message;
}

}  // namespace

TEST_CASE("the request is form-encoded and carries our id in the callback") {
    CHECK(channels::messages_url(config()) ==
          "http://127.0.0.1:4010/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json");
    CHECK(channels::request_body(config(), message()) ==
          "To=%2B8613800138000&From=%2B8610690000&Body=%E4%B8%AD%20a%26b%2Bc&StatusCallback=https%3A%2F%2Fqq."
          "example%2F"
          "hooks%2Ftwilio%2Fstatus%3Fmessage%3D0199-uid");
}

TEST_CASE("a messaging service takes the place of the sender") {
    auto service = config();
    service.from = "MG0123456789abcdef0123456789abcdef";
    CHECK(channels::request_body(service, message())
              .find("&MessagingServiceSid=MG0123456789abcdef0123456789abcdef&") != std::string::npos);
}

TEST_CASE("the list is asked for by number and day, a little before midnight for the clock's sake") {
    CHECK(channels::listing_url(config(), message(), true)
              .ends_with("?To=%2B8613800138000&PageSize=100&DateSent%3E=2026-11-22"));
    CHECK(channels::listing_url(config(), message(), false).ends_with("?To=%2B8613800138000&PageSize=100"));
}

TEST_CASE("answers by class") {
    const auto accepted = read_answer(201, R"({"sid":"SM1","status":"queued"})", "");
    CHECK(accepted.kind == Outcome::Kind::accepted);
    CHECK(accepted.provider_id == "SM1");
    CHECK(accepted.status == "queued");
    CHECK_FALSE(accepted.provider_fault);

    for (const auto& [body, reason, code] : {std::tuple{R"({"code":21211})", "invalid_number", "21211"},
                                             std::tuple{R"({"code":21610})", "opted_out", "21610"},
                                             std::tuple{R"({"code":21614})", "not_a_mobile", "21614"},
                                             std::tuple{R"({"code":"30000"})", "gateway_rejected", "30000"},
                                             std::tuple{"<html>", "gateway_rejected", "400"}}) {
        const auto rejected = read_answer(400, body, "");
        CHECK(rejected.kind == Outcome::Kind::rejected);
        CHECK(rejected.reason == reason);
        CHECK(rejected.code == code);
        CHECK_FALSE(rejected.provider_fault);
    }
    for (const long status : {301L, 401L, 403L, 408L, 429L, 500L, 503L}) {
        CAPTURE(status);
        const auto retry = read_answer(status, "", "");
        CHECK(retry.kind == Outcome::Kind::retry);
        CHECK(retry.provider_fault);
    }
    CHECK(read_answer(401, "", "").reason == "account_refused");
    // Not knowing whether the request arrived behind a gateway is not knowing.
    CHECK(read_answer(502, "", "").kind == Outcome::Kind::unknown);
    CHECK(read_answer(504, "", "").kind == Outcome::Kind::unknown);
    CHECK(read_answer(201, "{}", "").kind == Outcome::Kind::unknown);
    CHECK(read_answer(200, "not json", "").kind == Outcome::Kind::unknown);
    CHECK(read_answer(201, R"({"sid":7.5})", "").kind == Outcome::Kind::unknown);
}

TEST_CASE("Retry-After is taken when it is a sensible number of seconds") {
    CHECK(read_answer(429, "", "7").retry_after == std::chrono::seconds(7));
    CHECK(read_answer(503, "", "0").retry_after == std::chrono::seconds(0));
    CHECK_FALSE(read_answer(429, "", "").retry_after);
    CHECK_FALSE(read_answer(429, "", "-1").retry_after);
    CHECK(read_answer(429, "", "99999999").retry_after == std::chrono::days(1));
    CHECK(read_answer(429, "", "99999999999999999999999").retry_after == std::chrono::days(1));
    CHECK_FALSE(read_answer(429, "", "soon").retry_after);
}

TEST_CASE("lists are read, or not at all") {
    const auto listing = channels::read_listing(
        R"({"next_page_uri":"/2010-04-01/x?Page=1","messages":[{"sid":"SM1","status":"failed","error_code":30003,)"
        R"("to":"+86","body":"b","date_created":"Mon, 23 Nov 2026 02:32:05 +0000"}]})");
    REQUIRE(listing);
    CHECK(listing->next_page == "/2010-04-01/x?Page=1");
    REQUIRE(listing->messages.size() == 1);
    CHECK(listing->messages[0].report.provider_id == "SM1");
    CHECK(listing->messages[0].report.error_code == "30003");
    CHECK(listing->messages[0].created_at == 1'795'401'125'000);
    CHECK_FALSE(channels::read_listing(""));
    CHECK_FALSE(channels::read_listing("[]"));
    CHECK_FALSE(channels::read_listing(R"({"messages":{}})"));
    CHECK_FALSE(channels::read_listing(R"({"messages":[1]})"));
}
