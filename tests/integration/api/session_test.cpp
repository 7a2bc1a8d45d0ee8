#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>

#include "integration/support/server.hpp"

using namespace qingqian;

namespace {

constexpr std::string_view entry = "/api/v1/sessions";

std::string officer(std::string_view login, std::string_view password) {
    return boost::json::serialize(
        boost::json::object{{"kind", "officer"}, {"login", login}, {"password", password}});
}

std::string tracking(std::string_view code, std::string_view tail) {
    return boost::json::serialize(
        boost::json::object{{"kind", "tracking"}, {"receipt_code", code}, {"credit_code_tail", tail}});
}

}  // namespace

TEST_CASE("an officer signs in, is known, and signs out") {
    const test::TestServer server(false);
    const auto reply = server.post(entry, {}, officer("intake", test::password));
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    CHECK(reply.header("Set-Cookie").contains("HttpOnly; SameSite=Lax"));
    CHECK(reply.header("Set-Cookie").starts_with("qq_session="));
    const test::Headers session{{"Cookie", reply.cookie()}};
    const auto me = server.get("/api/v1/me", session);
    REQUIRE(me.status == 200);
    CHECK(me.json().at("login").as_string() == "intake");
    CHECK(me.json().at("body").at("code").as_string() == "JS-ACC");
    CHECK(me.body.contains("\"register\""));
    CHECK(server.remove("/api/v1/sessions/current", session).status == 204);
    CHECK(server.get("/api/v1/me", session).status == 401);
}

TEST_CASE("where people come by https the cookie is bound to the host and to encryption") {
    const test::TestServer server(false, [](api::Settings& settings) { settings.secure_cookies = true; });
    const auto reply = server.post(entry, {}, officer("intake", test::password));
    REQUIRE(reply.status == 201);
    CHECK(reply.header("Set-Cookie").starts_with("__Host-qq_session="));
    CHECK(reply.header("Set-Cookie").contains("; Secure"));
    auto plain = reply.cookie();
    plain.erase(0, std::string("__Host-").size());
    CHECK(server.get("/api/v1/me", {{"Cookie", reply.cookie()}}).status == 200);
    CHECK(server.get("/api/v1/me", {{"Cookie", plain}}).status == 401);
}

TEST_CASE("refused sign-ins answer alike, and after five the door closes for a while") {
    test::TestServer server(false);
    const auto unknown = server.post(entry, {}, officer("nobody", "wrong password!"));
    const auto wrong = server.post(entry, {}, officer("intake", "wrong password!"));
    CHECK(unknown.status == 401);
    CHECK(unknown.code() == "login_failed");
    CHECK(wrong.code() == "login_failed");
    CHECK(unknown.json().at("sentences") == wrong.json().at("sentences"));
    for (int i = 0; i < 4; ++i)
        CHECK(server.post(entry, {}, officer("intake", "wrong password!")).status == 401);
    const auto closed = server.post(entry, {}, officer("intake", test::password));
    CHECK(closed.status == 429);
    CHECK(closed.code() == "too_many_requests");
    CHECK(closed.header("Retry-After") == "2");
    server.clock().advance(2'001);
    CHECK(server.post(entry, {}, officer("intake", test::password)).status == 201);
}

TEST_CASE("a session ends by itself: after half an hour without a request, and after twelve hours") {
    constexpr base::UtcMillis minute = 60'000;
    test::TestServer server(false);
    const auto session = server.signed_in("intake");
    for (int i = 0; i < 5; ++i) {
        server.clock().advance(20 * minute);
        CHECK(server.get("/api/v1/me", {session}).status == 200);
        // The touch follows the answer: it is through when a later write is.
        server.file_complaint();
    }
    server.clock().advance(30 * minute);
    CHECK(server.get("/api/v1/me", {session}).status == 401);
    const auto other = server.signed_in("intake");
    server.clock().advance(12 * 60 * minute);
    CHECK(server.get("/api/v1/me", {other}).status == 401);
}

TEST_CASE("a complainant follows his one case by code and credit code") {
    const test::TestServer server(false);
    const auto mine = server.file_complaint();
    const auto foreign = server.file_complaint("another-secret-of-the-right-length-00");
    const auto reply = server.post(entry, {}, tracking(mine.code, "567883"));
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    CHECK(reply.json().at("complaint").as_string() == mine.number);
    const test::Headers session{{"Cookie", reply.cookie()}};
    CHECK(server.get("/api/v1/complaints/" + mine.uid, session).status == 200);
    CHECK(server.get("/api/v1/complaints/" + mine.number + "/receipt", session).status == 200);
    CHECK(server.get("/api/v1/complaints/" + mine.uid + "/clocks", session).status == 200);
    CHECK(server.get("/api/v1/complaints/" + foreign.uid, session).code() == "complaint_not_found");
    CHECK(server.get("/api/v1/complaints", session).code() == "forbidden");
    CHECK(server.get("/api/v1/bodies", session).code() == "forbidden");
    const auto wrong = server.post(entry, {}, tracking(mine.code, "000000"));
    const auto unknown = server.post(entry, {}, tracking("ABCD-EFGH-JKLM-NPQR", "567883"));
    CHECK(wrong.code() == "tracking_failed");
    CHECK(unknown.json().at("sentences") == wrong.json().at("sentences"));
}

TEST_CASE("bodies that are no sign-in") {
    const test::TestServer server(false);
    CHECK(server.post(entry, {}, "{}").code() == "invalid_input");
    CHECK(server.post(entry, {}, "{\"kind\":\"king\"}").code() == "invalid_input");
    CHECK(server.post(entry, {}, "{\"kind\":\"officer\",\"login\":\"x\"}").body.contains("/password"));
    CHECK(server.post(entry, {}, "{\"kind\":\"tracking\"}").body.contains("/receipt_code"));
    CHECK(server.post(entry, {}, tracking("x", "12345")).body.contains("/credit_code_tail"));
    CHECK(server.post(entry, {}, "[").code() == "malformed_json");
}
