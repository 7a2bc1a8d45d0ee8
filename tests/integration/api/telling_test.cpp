#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>

#include "integration/support/server.hpp"
#include "store/complaints.hpp"
#include "store/outbox.hpp"

using namespace qingqian;

namespace {

std::string text(const boost::json::value& value) {
    return std::string(std::string_view(value.as_string()));
}

const std::string closed = "/api/v1/wordings/CLOSED/applicant/zh-CN";

struct Desk : test::TestServer {
    test::Reply put(std::string_view target, const std::pair<std::string, std::string>& who,
                    std::string_view json) {
        return send("PUT", target, {who}, json);
    }
    test::Reply send(std::string_view method, std::string_view target, test::Headers headers,
                     std::string_view json) {
        headers.emplace_back("Content-Type", "application/json");
        return test::send(port(), method, target, headers, json);
    }
    std::vector<records::Message> messages(const std::string& number) {
        auto found = store().read_now<std::vector<records::Message>>(
            [&](store::ReadTx& tx) -> base::Result<std::vector<records::Message>> {
                return store::outbox::of_case(tx, store::complaints::find(tx, number)->id);
            });
        return found.value();
    }
    /// The code that the newest message of that kind carries.
    std::string code_in(const std::string& number, const std::string& channel) {
        std::string code;
        for (const auto& message : messages(number)) {
            if (message.event_name != "OTP" || message.channel != channel) continue;
            const auto at = message.text.find_first_of("0123456789");
            code = message.text.substr(at, 6);
        }
        return code;
    }
};

}  // namespace

TEST_CASE("an administrator changes a wording over HTTP, and nobody else") {
    Desk desk;
    const auto admin = desk.signed_in("admin");
    const std::string change =
        R"({"version":1,"title":"办完了","sms":"编号{{number}}办完了。","note":"改短"})";
    CHECK(desk.put(closed, desk.signed_in("intake"), change).status == 403);
    const auto saved = desk.put(closed, admin, change);
    REQUIRE(saved.status == 200);
    CHECK(saved.json().at("version").as_int64() == 2);
    CHECK(text(saved.json().at("note")) == "改短");
    const auto late = desk.put(closed, admin, change);
    CHECK(late.status == 409);
    CHECK(late.json().at("in_force").at("version").as_int64() == 2);
    const auto faults = desk.put(closed, admin, R"({"version":2,"sms":"请看 https://a.cn {{x}}"})");
    CHECK(faults.status == 422);
    CHECK(faults.json().at("errors").as_array().size() == 2);
    CHECK(text(faults.json().at("errors").at(0).at("pointer")) == "/sms");
    CHECK(desk.put("/api/v1/wordings/NONE/applicant/zh-CN", admin, change).status == 404);
    const auto event = desk.get("/api/v1/wordings/CLOSED", {admin});
    REQUIRE(event.status == 200);
    CHECK(event.body.find("办完了") != std::string::npos);
    CHECK(desk.get(closed + "/versions", {admin}).json().at("items").as_array().size() == 2);
    CHECK(desk.get("/api/v1/wordings", {admin}).json().at("events").as_array().size() > 50);
}

TEST_CASE("a preview over HTTP is filled from a case, stores nothing and shows no party") {
    Desk desk;
    const auto filed = desk.file_complaint();
    const auto admin = desk.signed_in("admin");
    const auto shown = desk.send(
        "POST", closed + "/preview", {admin},
        R"({"title":"题","sms":"编号{{number}}。","paragraphs":["一"],"number":")" + filed.number + "\"}");
    REQUIRE(shown.status == 200);
    CHECK(text(shown.json().at("sms").at("text")).find(filed.number) != std::string::npos);
    CHECK(text(shown.json().at("site").at("text")) == "一");
    CHECK(desk.get(closed + "/versions", {admin}).json().at("items").as_array().size() == 1);
    CHECK(desk.send("POST", closed + "/preview", {}, "{}").status == 401);
}

TEST_CASE("the send log obeys the officer's scope; an administrator sees no content") {
    Desk desk;
    const auto filed = desk.file_complaint();
    const auto intake = desk.signed_in("intake");
    const auto own = desk.get("/api/v1/send-log?number=" + filed.number, {intake});
    REQUIRE(own.status == 200);
    const auto items = own.json().at("items").as_array();
    REQUIRE_FALSE(items.empty());
    CHECK(items[0].at("text").is_string());
    CHECK(own.body.find("13812345678") == std::string::npos);
    CHECK(desk.get("/api/v1/send-log/count?number=" + filed.number, {intake}).json().at("count").as_int64() ==
          static_cast<std::int64_t>(items.size()));
    CHECK(desk.get("/api/v1/send-log", {desk.signed_in("foreign")}).json().at("items").as_array().empty());
    CHECK(desk.get("/api/v1/send-log", {desk.signed_in("auditor")}).status == 403);
    CHECK(desk.get("/api/v1/send-log").status == 401);

    const auto admin = desk.signed_in("admin");
    const auto seen = desk.get("/api/v1/send-log", {admin}).json().at("items").as_array();
    REQUIRE(seen.size() >= items.size());
    for (const auto& item : seen) {
        CHECK(item.at("text").is_null());
        CHECK(item.at("subject").is_null());
    }
    const auto uid = text(items[0].at("uid"));
    CHECK(desk.get("/api/v1/send-log/" + uid, {intake}).json().at("attempts").as_array().empty());
    CHECK(desk.get("/api/v1/send-log/" + uid, {desk.signed_in("foreign")}).status == 404);
    CHECK(desk.get("/api/v1/send-log/figures", {intake}).json().at("standings").as_array().size() >= 2);
    CHECK(desk.get("/api/v1/send-log?state=asleep&colour=red&address=x", {intake})
              .json()
              .at("errors")
              .as_array()
              .size() == 3);
}

TEST_CASE("a whole number finds its messages, a part of it none; the export holds the same") {
    Desk desk;
    const auto filed = desk.file_complaint();
    const auto intake = desk.signed_in("intake");
    std::string mobile;
    for (const auto& message : desk.messages(filed.number)) {
        if (message.channel == "sms") mobile = message.address.substr(3);
    }
    REQUIRE(mobile.size() == 11);
    CHECK(desk.get("/api/v1/send-log?address=" + mobile, {intake}).json().at("items").as_array().size() >= 1);
    CHECK(desk.get("/api/v1/send-log?address=" + mobile.substr(0, 10), {intake}).status == 422);
    const auto table = desk.get("/api/v1/send-log/export?number=" + filed.number, {intake});
    REQUIRE(table.status == 200);
    CHECK(table.body.starts_with("\xEF\xBB\xBF"));
    CHECK(table.body.find(filed.number) != std::string::npos);
    CHECK(table.body.find(mobile) == std::string::npos);
    const auto lines = std::count(table.body.begin(), table.body.end(), '\r');
    CHECK(lines >= static_cast<std::ptrdiff_t>(desk.messages(filed.number).size()));
    const auto bare = desk.get("/api/v1/send-log/export", {desk.signed_in("admin")});
    CHECK(bare.status == 200);
    CHECK(bare.body.find("已收到") == std::string::npos);
}

TEST_CASE("messages in the platform are counted until they are read, each by its own reader") {
    Desk desk;
    const auto filed = desk.file_complaint();
    const auto form = test::complete_form();
    const auto credit_code = text(form.at("complainant").at("credit_code"));
    const boost::json::object entry{{"kind", "tracking"},
                                    {"receipt_code", filed.code},
                                    {"credit_code_tail", credit_code.substr(credit_code.size() - 6)}};
    const auto session = desk.post("/api/v1/sessions", {}, boost::json::serialize(entry));
    REQUIRE(session.status == 201);
    const std::pair<std::string, std::string> firm{"Cookie", session.cookie()};
    const auto unread = [&](const std::pair<std::string, std::string>& who) {
        return desk.get("/api/v1/inbox/count", {who}).json().at("unread").as_int64();
    };
    CHECK(unread(firm) == 1);
    CHECK(unread(desk.signed_in("intake")) == 0);
    const auto item = desk.get("/api/v1/inbox", {firm}).json().at("items").at(0);
    CHECK(text(item.at("number")) == filed.number);
    CHECK(item.at("read_at").is_null());
    const auto body = R"({"uid":")" + text(item.at("uid")) + "\"}";
    CHECK(desk.send("POST", "/api/v1/inbox/read", {desk.signed_in("intake")}, body).status == 404);
    CHECK(desk.send("POST", "/api/v1/inbox/read", {firm}, body).json().at("unread").as_int64() == 0);
    CHECK(desk.get("/api/v1/inbox?unread=true", {firm}).json().at("items").as_array().empty());
    CHECK(desk.get("/api/v1/inbox").status == 401);
}

TEST_CASE("a number is proven by its code, changed with word to the old one, and told from then on") {
    Desk desk;
    const auto filed = desk.file_complaint();
    const auto base = "/api/v1/complaints/" + filed.number + "/contacts";
    const auto own = test::secret();
    const auto listed = desk.get(base, {own}).json().at("items").at(0);
    CHECK(text(listed.at("role")) == "complainant");
    CHECK(listed.at("mobile_verified_at").is_null());

    const auto sent = desk.send("POST", base + "/complainant/codes", {own},
                                R"({"channel":"sms","address":"139 0000 1234"})");
    REQUIRE(sent.status == 201);
    CHECK(text(sent.json().at("address")) == "139****1234");
    CHECK(
        desk.send("POST", base + "/complainant/codes", {own}, R"({"channel":"sms","address":"13900001234"})")
            .status == 429);
    const auto code = desk.code_in(filed.number, "sms");
    const std::string wrong = code == "000000" ? "000001" : "000000";
    const auto refused = desk.send("POST", base + "/complainant/verifications", {own},
                                   R"({"channel":"sms","code":")" + wrong + "\"}");
    CHECK(refused.status == 422);
    CHECK(text(refused.json().at("errors").at(0).at("code")) == "code_wrong");
    const auto proven = desk.send("POST", base + "/complainant/verifications", {own},
                                  R"({"channel":"sms","code":")" + code + "\"}");
    REQUIRE(proven.status == 200);
    CHECK(text(proven.json().at("mobile")) == "139****1234");
    CHECK(proven.json().at("mobile_verified_at").is_int64());
    CHECK(desk.send("POST", base + "/complainant/verifications", {own},
                    R"({"channel":"sms","code":")" + code + "\"}")
              .status == 409);
    bool old_told = false;
    for (const auto& message : desk.messages(filed.number)) {
        if (message.event_name == "CONTACT_CHANGED" && message.channel == "sms")
            old_told = message.address != "+8613900001234";
    }
    CHECK(old_told);
}

TEST_CASE(
    "a number is proven while the complaint is a draft; the proof goes with the number, and stays when "
    "filed") {
    Desk desk;
    const auto draft = desk.ready_draft();
    const auto own = test::secret();
    const auto base = "/api/v1/complaints/" + draft.uid;
    const auto reached = [&] {
        return desk.get(base + "/contacts", {own}).json().at("items").at(0).as_object();
    };
    const auto prove = [&] {
        REQUIRE(
            desk.send("POST", base + "/contacts/complainant/codes", {own}, R"({"channel":"sms"})").status ==
            201);
        const auto code = desk.code_in(draft.uid, "sms");
        REQUIRE(desk.send("POST", base + "/contacts/complainant/verifications", {own},
                          R"({"channel":"sms","code":")" + code + "\"}")
                    .status == 200);
    };
    CHECK(reached().at("mobile_verified_at").is_null());
    prove();
    CHECK(reached().at("mobile_verified_at").is_int64());

    // Another number in the form is not the one that was proven, and messages go to it.
    auto form = test::complete_form();
    form["complainant"].as_object()["mobile"] = "13700001111";
    const auto saved = desk.send("PATCH", base, {own, test::if_match(draft.etag)},
                                 boost::json::serialize(boost::json::object{{"form", form}}));
    REQUIRE(saved.status == 200);
    CHECK(reached().at("mobile_verified_at").is_null());
    CHECK(text(reached().at("mobile")) == "137****1111");
    desk.clock().advance(61'000);
    prove();
    const auto filed =
        desk.submit({draft.uid, {}}, {own, test::fresh_key(), test::if_match(saved.header("ETag"))});
    REQUIRE(filed.status == 201);
    CHECK(reached().at("mobile_verified_at").is_int64());
}

TEST_CASE("five wrong codes close a code, an old one is closed by time, a stranger has none") {
    Desk desk;
    const auto filed = desk.file_complaint();
    const auto base = "/api/v1/complaints/" + filed.number + "/contacts/complainant";
    const auto own = test::secret();
    REQUIRE(desk.send("POST", base + "/codes", {own}, R"({"channel":"mail"})").status == 201);
    const auto code = desk.code_in(filed.number, "mail");
    const auto enter = [&](const std::string& digits) {
        return desk
            .send("POST", base + "/verifications", {own}, R"({"channel":"mail","code":")" + digits + "\"}")
            .status;
    };
    const std::string wrong = code == "000000" ? "000001" : "000000";
    for (int i = 0; i < 5; ++i) CHECK(enter(wrong) == 422);
    CHECK(enter(code) == 409);
    desk.clock().advance(61'000);
    REQUIRE(desk.send("POST", base + "/codes", {own}, R"({"channel":"mail"})").status == 201);
    desk.clock().advance(5 * 60'000);
    CHECK(enter(desk.code_in(filed.number, "mail")) == 409);
    const auto stranger = test::secret("zyxwvutsrqponmlkjihgfedcba9876543210");
    CHECK(desk.send("POST", base + "/codes", {stranger}, R"({"channel":"mail"})").status == 404);
    CHECK(desk.send("POST", base + "/codes", {desk.signed_in("intake")}, R"({"channel":"mail"})").status ==
          403);
    CHECK(desk.send("POST", "/api/v1/complaints/" + filed.number + "/contacts/respondent/codes", {own},
                    R"({"channel":"mail"})")
              .status == 404);
    CHECK(desk.send("POST", base + "/codes", {own}, R"({"channel":"sms","address":"123"})").status == 422);
}

TEST_CASE("a code is read on no screen, neither by its recipient's session nor by officers") {
    Desk desk;
    const auto filed = desk.file_complaint();
    const auto own = test::secret();
    const auto base = "/api/v1/complaints/" + filed.number;
    REQUIRE(desk.send("POST", base + "/contacts/complainant/codes", {own}, R"({"channel":"sms"})").status ==
            201);
    const auto code = desk.code_in(filed.number, "sms");
    CHECK(desk.get(base + "/messages", {own}).body.find(code) == std::string::npos);
    const auto intake = desk.signed_in("intake");
    CHECK(desk.get(base + "/messages", {intake}).body.find(code) == std::string::npos);
    const auto log = desk.get("/api/v1/send-log?number=" + filed.number, {intake}).body;
    CHECK(log.find("OTP") != std::string::npos);
    CHECK(log.find(code + "，") == std::string::npos);
}

TEST_CASE(
    "language and consent are each person's own, kept with their time, and honoured by the next message") {
    Desk desk;
    const auto filed = desk.file_complaint();
    const auto own = test::secret();
    const auto base = "/api/v1/complaints/" + filed.number + "/contacts";
    const auto chosen = desk.patch(base + "/complainant", {own}, R"({"language":"en","consent_sms":false})");
    REQUIRE(chosen.status == 200);
    CHECK(text(chosen.json().at("language")) == "en");
    CHECK(chosen.json().at("consent_at").as_int64() == desk.clock().now());
    CHECK(desk.patch(base + "/complainant", {own}, R"({"language":"fr"})").status == 422);
    const auto intake = desk.signed_in("intake");
    const auto etag = desk.get("/api/v1/complaints/" + filed.number, {intake}).header("ETag");
    const auto accepted =
        desk.post("/api/v1/complaints/" + filed.number + "/transitions",
                  {intake, test::fresh_key(), test::if_match(etag)}, R"({"action":"accept","input":{}})");
    REQUIRE(accepted.status == 201);
    bool mailed = false;
    for (const auto& message : desk.messages(filed.number)) {
        if (message.event_name != "ACCEPTED" || !message.recipient.starts_with("complainant")) continue;
        CHECK(message.language == "en");
        if (message.channel == "sms") CHECK(message.reason == "no_consent");
        mailed = mailed || (message.channel == "mail" && message.state == "queued");
    }
    CHECK(mailed);
}
