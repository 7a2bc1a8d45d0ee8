#include <doctest/doctest.h>

#include <array>
#include <boost/json/serialize.hpp>
#include <set>

#include "integration/support/server.hpp"

using namespace qingqian;
using test::fresh_key;
using test::if_match;

namespace {

std::string case_address(const test::TestServer::FiledCase& filed, std::string_view below = {}) {
    return "/api/v1/complaints/" + filed.uid + std::string(below);
}

std::string step(std::string_view action, boost::json::object input = {}) {
    return boost::json::serialize(boost::json::object{{"action", action}, {"input", std::move(input)}});
}

/// Percent-encoded, as a client puts a cursor into an address.
std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return result;
}

}  // namespace

TEST_CASE("who sees a case of the accepting body, and who does not") {
    const test::TestServer server(false);
    const auto filed = server.file_complaint();
    struct Row {
        std::string_view login;
        int status;
        std::string_view code;
    };
    const std::array rows{
        Row{"intake", 200, ""},
        Row{"intake_head", 200, ""},
        Row{"supervisor", 200, ""},
        Row{"handler", 404, "complaint_not_found"},
        Row{"foreign", 404, "complaint_not_found"},
        Row{"hotline", 404, "complaint_not_found"},
        Row{"admin", 403, "forbidden"},
        Row{"auditor", 403, "forbidden"},
        Row{"statistics", 403, "forbidden"},
    };
    for (const auto& row : rows) {
        const auto session = server.signed_in(row.login);
        for (const char* below : {"", "/events", "/clocks", "/messages", "/receipt", "/attachments"}) {
            CAPTURE(row.login);
            CAPTURE(below);
            const auto reply = server.get(case_address(filed, below), {session});
            INFO(reply.body.substr(0, 300));
            CHECK(reply.status == row.status);
            CHECK(reply.code() == row.code);
        }
    }
}

TEST_CASE(
    "a step: done once, refused when stale, when repeated, when it cannot be taken, and by the wrong role") {
    const test::TestServer server(false);
    const auto filed = server.file_complaint();
    const auto intake = server.signed_in("intake");
    const auto target = case_address(filed, "/transitions");
    const auto read = server.get(case_address(filed), {intake});
    REQUIRE(read.status == 200);
    const auto etag = read.header("ETag");

    CHECK(server.post(target, {intake, fresh_key()}, step("accept")).code() == "precondition_required");
    const auto any = server.post(target, {intake, if_match("*"), fresh_key()}, step("accept"));
    CHECK(any.status == 428);
    CHECK(any.code() == "precondition_required");
    CHECK(server.post(target, {intake, if_match(etag)}, step("accept")).code() == "idempotency_key_required");
    CHECK(server.post(target, {intake, if_match(etag), fresh_key()}, step("dance")).code() ==
          "action_unknown");
    const auto early = server.post(target, {intake, if_match(etag), fresh_key()}, step("sign_for"));
    CHECK(early.status >= 403);
    const auto admin =
        server.post(target, {server.signed_in("admin"), if_match(etag), fresh_key()}, step("accept"));
    CHECK(admin.code() == "forbidden");
    const auto foreign =
        server.post(target, {server.signed_in("foreign"), if_match(etag), fresh_key()}, step("accept"));
    CHECK(foreign.code() == "complaint_not_found");
    const auto stranger = server.post(target, {if_match(etag), fresh_key()}, step("accept"));
    CHECK(stranger.code() == "unauthenticated");

    const auto key = fresh_key();
    const auto accepted = server.post(target, {intake, if_match(etag), key}, step("accept"));
    INFO(accepted.body.substr(0, 1000));
    REQUIRE(accepted.status == 201);
    CHECK(accepted.header("ETag") != etag);
    CHECK(accepted.json().at("receipt").is_null());
    const auto replayed = server.post(target, {intake, if_match(etag), key}, step("accept"));
    CHECK(replayed.status == 201);
    CHECK(replayed.header("ETag") == accepted.header("ETag"));
    const auto stale = server.post(target, {intake, if_match(etag), fresh_key()}, step("add_note"));
    CHECK(stale.status == 412);
    CHECK(stale.code() == "stale");
    CHECK(stale.json().at("current").at("uid").as_string() == filed.uid);
    const auto again =
        server.post(target, {intake, if_match(accepted.header("ETag")), fresh_key()}, step("accept"));
    CHECK(again.status == 409);
    const auto events = server.get(case_address(filed, "/events"), {intake}).json();
    CHECK(events.at("items").as_array().size() == 2);
}

TEST_CASE("the count equals the sum of the pages, under every filter and in every order") {
    const test::TestServer server(false);
    std::vector<test::TestServer::FiledCase> filed;
    for (int i = 0; i < 7; ++i) filed.push_back(server.file_complaint());
    const auto intake = server.signed_in("intake");
    const auto reply = server.post(case_address(filed[0], "/transitions"),
                                   {intake, if_match(filed[0].etag), fresh_key()}, step("accept"));
    REQUIRE(reply.status == 201);
    for (const char* filter : {"", "tab=to_review&", "tab=to_transfer&", "tab=closed&", "state=SUBMITTED&",
                               "mine=true&", "q=%E5%90%AF%E6%98%8E&"}) {
        for (const char* sort :
             {"due", "-due", "received", "-received", "updated", "-updated", "arrears", "-arrears"}) {
            CAPTURE(filter);
            CAPTURE(sort);
            std::string question(filter);
            if (!question.empty()) question.pop_back();
            const auto count = server.get("/api/v1/complaints/count?" + question, {intake}).json();
            std::set<std::string> seen;
            std::string after;
            int pages = 0;
            do {
                const auto page =
                    server.get("/api/v1/complaints?" + std::string(filter) + "sort=" + sort + "&limit=3" +
                                   (after.empty() ? "" : "&after=" + encoded(after)),
                               {intake});
                INFO(page.body.substr(0, 500));
                REQUIRE(page.status == 200);
                const auto value = page.json();
                for (const auto& item : value.at("items").as_array()) {
                    CHECK(seen.insert(std::string(item.at("uid").as_string())).second);
                }
                after = value.at("next").is_null() ? "" : std::string(value.at("next").as_string());
            } while (!after.empty() && ++pages < 10);
            CHECK(count.at("count").as_int64() == static_cast<std::int64_t>(seen.size()));
        }
    }
    CHECK(
        server.get("/api/v1/complaints/count", {server.signed_in("handler")}).json().at("count").as_int64() ==
        0);
}

TEST_CASE("questions to the queue that are refused") {
    const test::TestServer server(false);
    const auto intake = server.signed_in("intake");
    for (const char* question : {"limit=0", "limit=101", "limit=x", "sort=name", "tab=everything",
                                 "state=NOWHERE", "mine=maybe", "after=%21%21", "colour=red"}) {
        CAPTURE(question);
        const auto reply = server.get("/api/v1/complaints?" + std::string(question), {intake});
        CHECK(reply.status == 422);
        CHECK(reply.code() == "invalid_input");
    }
    CHECK(server.get("/api/v1/complaints/count?sort=due", {intake}).code() == "invalid_input");
    const auto both = server.get("/api/v1/complaints?limit=0&colour=red", {intake});
    CHECK(both.json().at("errors").as_array().size() == 2);
}

TEST_CASE("departments for officers, by kind") {
    const test::TestServer server(false);
    const auto intake = server.signed_in("intake");
    CHECK(server.get("/api/v1/bodies", {intake}).json().at("items").as_array().size() == 3);
    CHECK(server.get("/api/v1/bodies?kind=handling", {intake}).json().at("items").as_array().size() == 2);
    CHECK(server.get("/api/v1/bodies?kind=x", {intake}).code() == "invalid_input");
    CHECK(server.get("/api/v1/bodies").status == 401);
    CHECK(server.get("/api/v1/verify?number=x").code() == "invalid_input");
}
