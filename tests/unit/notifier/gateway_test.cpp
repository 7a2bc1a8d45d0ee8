#include "notifier/channels/gateway.hpp"

#include <doctest/doctest.h>

using namespace qingqian;
using namespace qingqian::notifier::channels;
using Kind = Outcome::Kind;

namespace {

GatewayConfig config() {
    GatewayConfig config;
    config.url = "http://127.0.0.1:1/send";
    config.body =
        R"({"phone":"{national}","text":"{text}","tpl":"{template}","ref":"{id}","x":{"y":{}},"n":{unknown}})";
    config.public_url = "https://qq.example.cn";
    config.secret = "secret";
    config.taken_at = "/Code";
    config.taken = "OK";
    config.id_at = "/BizId";
    config.wrong_number = {"isv.MOBILE_NUMBER_ILLEGAL"};
    config.opted_out = {"isv.BLACK"};
    config.try_again = {"isv.BUSINESS_LIMIT_CONTROL"};
    config.receipt_id = "/id";
    config.receipt_status = "/status";
    config.receipt_code = "/err";
    config.delivered = {"DELIVRD", "0"};
    config.undelivered = {"UNDELIV"};
    return config;
}

records::Message message() {
    records::Message message;
    message.uid = "019ab1c2-d3e4-7f56-8a9b-0c1d2e3f4a5b";
    message.address = "+8613800138000";
    message.text = "他说\"好\"\n{id} & {to}";
    message.event_name = "SUBMITTED";
    return message;
}

}  // namespace

TEST_CASE("a request is filled in as JSON, and what people wrote is never a place") {
    CHECK(request_body(config(), "telecom", message(), "SMS_1", 0) ==
          R"({"phone":"13800138000","text":"他说\"好\"\n{id} & {to}","tpl":"SMS_1",)"
          R"("ref":"019ab1c2-d3e4-7f56-8a9b-0c1d2e3f4a5b","x":{"y":{}},"n":{unknown}})");
}

TEST_CASE("a request is filled in as a form") {
    auto form = config();
    form.content_type = "application/x-www-form-urlencoded; charset=UTF-8";
    form.body = "to={to}&text={text}&at={time}&back={callback}";
    const auto body = request_body(form, "telecom", message(), "", 1'795'392'060'000);
    CHECK(body.starts_with(
        "to=%2B8613800138000&text=%E4%BB%96%E8%AF%B4%22%E5%A5%BD%22%0A%7Bid%7D%20%26%20%7Bto%7D&"
        "at=1795392060&back=https%3A%2F%2Fqq.example.cn%2Fhooks%2Fsms%2Ftelecom%3Fmessage%3D019a"));
}

TEST_CASE("the answers of a gateway by class") {
    const auto read = [](long status, const char* body) {
        return read_answer(config(), message(), status, body, "7");
    };
    const auto taken = read(200, R"({"Code":"OK","BizId":"B1"})");
    CHECK(taken.kind == Kind::accepted);
    CHECK(taken.provider_id == "B1");
    CHECK(read(200, R"({"Code":"OK"})").provider_id == message().uid);
    CHECK(read(200, R"({"Code":"isv.MOBILE_NUMBER_ILLEGAL"})").reason == "invalid_number");
    CHECK(read(200, R"({"Code":"isv.BLACK"})").reason == "opted_out");
    CHECK_FALSE(read(200, R"({"Code":"isv.BLACK"})").other_may);
    CHECK(read(200, R"({"Code":"isv.BUSINESS_LIMIT_CONTROL"})").kind == Kind::retry);
    const auto other = read(200, R"({"Code":"isv.ACCOUNT_NOT_EXISTS"})");
    CHECK(other.kind == Kind::rejected);
    CHECK(other.code == "isv.ACCOUNT_NOT_EXISTS");
    CHECK(other.other_may);
    CHECK(other.detail == R"(HTTP 200: {"Code":"isv.ACCOUNT_NOT_EXISTS"})");
    CHECK(read(400, R"({"Message":"号码13800138000非法"})").detail ==
          R"(HTTP 400: {"Message":"号码***非法"})");
    CHECK(read(500, "out of order").detail == "HTTP 500: out of order");
    CHECK(read(200, "nonsense").detail == "HTTP 200: nonsense");
    CHECK(read(200, "nonsense").kind == Kind::unknown);
    CHECK(read(200, "{}").kind == Kind::unknown);
    CHECK(read(502, "").kind == Kind::unknown);
    CHECK(read(504, "").kind == Kind::unknown);
    for (const long status : {302L, 401L, 403L, 429L, 500L, 503L}) {
        CAPTURE(status);
        CHECK(read(status, "").kind == Kind::retry);
        CHECK(read(status, "").retry_after == std::chrono::seconds(7));
    }
    CHECK(read(400, "").kind == Kind::rejected);
}

TEST_CASE("a receipt's address is signed and its words are ours afterwards") {
    const auto url = callback_url(config(), "telecom", message().uid);
    const auto signature = url.substr(url.rfind('=') + 1);
    CHECK(callback_valid("secret", "telecom", message().uid, signature));
    CHECK_FALSE(callback_valid("secret", "mobile", message().uid, signature));
    CHECK_FALSE(callback_valid("secret", "telecom", "019ab1c2-d3e4-7f56-8a9b-0c1d2e3f4a5c", signature));
    CHECK_FALSE(callback_valid("other", "telecom", message().uid, signature));
    CHECK_FALSE(callback_valid("", "telecom", message().uid, signature));

    const auto read = [](const char* body) { return read_receipt(config(), message().uid, body); };
    CHECK(read(R"({"id":"B1","status":"DELIVRD","err":"0"})").status == "delivered");
    CHECK(read(R"({"id":"B1","status":0})").status == "delivered");
    CHECK(read(R"({"id":"B1","status":"UNDELIV","err":7})").error_code == "7");
    CHECK(read(R"({"id":17,"status":"WAIT"})").status == "sent");
    CHECK(read(R"({"id":17,"status":"WAIT"})").provider_id == "17");
    CHECK(read("nonsense").provider_id == message().uid);

    auto form = config();
    form.receipt_form = true;
    form.receipt_id = "msgid";
    form.receipt_status = "stat";
    form.receipt_code = "err";
    const auto report = read_receipt(form, message().uid, "msgid=9&stat=UNDELIV&err=MK%3A1");
    CHECK(report.provider_id == "9");
    CHECK(report.status == "undelivered");
    CHECK(report.error_code == "MK:1");
    CHECK(callback_url(form, "telecom", message().uid).find("/hooks/sms/telecom/form?") != std::string::npos);
}
