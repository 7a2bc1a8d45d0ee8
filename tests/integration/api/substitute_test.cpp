// Who acts for whom over the wire: named, seen in the queue, said in the history, taken back; the open cases
// of a colleague given to another; what is late and what is under way.

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <string>

#include "integration/support/server.hpp"

using namespace qingqian;
using test::fresh_key;
using test::if_match;

namespace {

namespace json = boost::json;

constexpr std::string_view address = "/api/v1/substitutions";

std::string absence(std::string_view substitute, std::string_view from, std::string_view until,
                    std::string_view officer = "") {
    json::object body{{"substitute", substitute}, {"from", from}, {"until", until}, {"reason", "出差一周"}};
    if (!officer.empty()) body["officer"] = officer;
    return json::serialize(body);
}

std::string step(std::string_view action, json::object input = {}) {
    return json::serialize(json::object{{"action", action}, {"input", std::move(input)}});
}

std::string case_address(const test::TestServer::FiledCase& filed, std::string_view below = {}) {
    return "/api/v1/complaints/" + filed.uid + std::string(below);
}

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

std::string first_fault(const test::Reply& reply) {
    return text(reply.json().at("errors").at(0).at("code"));
}

/// Takes an action on a case and yields its ETag after it.
std::string take(const test::TestServer& server, const test::TestServer::FiledCase& filed,
                 std::string_view login, const std::string& etag, const std::string& body) {
    const auto reply = server.post(case_address(filed, "/transitions"),
                                   {server.signed_in(login), if_match(etag), fresh_key()}, body);
    INFO(reply.body.substr(0, 500));
    REQUIRE(reply.status == 201);
    return reply.header("ETag");
}

std::int64_t count(const test::TestServer& server, std::string_view login, const std::string& filter) {
    const auto reply = server.get("/api/v1/complaints/count?" + filter, {server.signed_in(login)});
    INFO(reply.body.substr(0, 300));
    REQUIRE(reply.status == 200);
    const auto listed = server.get("/api/v1/complaints?" + filter, {server.signed_in(login)});
    REQUIRE(listed.status == 200);
    const auto counted = reply.json().at("count").as_int64();
    CHECK(counted == static_cast<std::int64_t>(listed.json().at("items").as_array().size()));
    return counted;
}

}  // namespace

TEST_CASE(
    "a substitute sees and works on the other's cases, the history says for whom, until it is taken back") {
    const test::TestServer server(false);
    const auto filed = server.file_complaint();
    const auto other = server.file_complaint();
    const auto etag = take(server, filed, "intake", filed.etag, step("claim"));
    const auto statistics = server.signed_in("statistics");
    CHECK(server.get("/api/v1/complaints", {statistics}).status == 403);
    const auto named = server.post(address, {server.signed_in("intake"), fresh_key()},
                                   absence("statistics", "2026-11-23", "2026-11-30"));
    INFO(named.body);
    REQUIRE(named.status == 201);
    CHECK(text(named.json().at("state")) == "running");

    const auto me = server.get("/api/v1/me", {statistics}).json();
    REQUIRE(me.at("represents").as_array().size() == 1);
    const auto absent = text(me.at("represents").at(0).at("name"));
    CHECK(count(server, "statistics", "substitute=true") == 1);
    // Without a right of his own he sees no more than what he stands in for.
    CHECK(count(server, "statistics", "") == 1);
    CHECK(count(server, "statistics", "substitute=true&q=" + filed.number) == 1);
    CHECK(count(server, "statistics", "substitute=true&q=" + other.number) == 0);
    CHECK(count(server, "statistics", "substitute=true&mine=true&tab=to_review") == 1);
    CHECK(count(server, "intake", "substitute=true") == 0);

    take(server, filed, "statistics", etag, step("accept"));
    const auto events = server.get(case_address(filed, "/events"), {server.signed_in("intake")}).json();
    const auto& last = events.at("items").as_array().back();
    CHECK(text(last.at("type")) == "accepted");
    CHECK(text(last.at("acting_for")) == absent);
    CHECK(text(last.at("actor_name")) != absent);
    CHECK(events.at("items").at(0).at("acting_for").is_null());

    const auto uid = text(named.json().at("uid"));
    const auto target = std::string(address) + "/" + uid;
    CHECK(server.remove(target, {statistics}).code() == "substitution_not_found");
    CHECK(server.remove(target, {server.signed_in("handling_head")}).code() == "substitution_not_found");
    CHECK(server.remove(target, {server.signed_in("intake_head")}).status == 204);
    CHECK(server.remove(target, {server.signed_in("intake_head")}).status == 204);
    CHECK(server.get("/api/v1/complaints", {statistics}).status == 403);
    CHECK(server.get("/api/v1/me", {statistics}).json().at("represents").as_array().empty());
}

TEST_CASE("who may name a substitute, and what is refused") {
    const test::TestServer server(false);
    const auto intake = server.signed_in("intake");
    const auto tried = [&](const std::string& body) {
        return server.post(address, {intake, fresh_key()}, body);
    };
    CHECK(first_fault(tried(absence("intake", "2026-11-23", "2026-11-30"))) == "substitute_self");
    CHECK(first_fault(tried(absence("nobody", "2026-11-23", "2026-11-30"))) == "unknown_officer");
    CHECK(first_fault(tried(absence("handler", "2026-11-23", "2026-11-30"))) == "unknown_officer");
    CHECK(first_fault(tried(absence("admin", "2026-11-23", "2026-11-30"))) == "substitute_administers");
    CHECK(first_fault(tried(absence("caller", "2026-11-22", "2026-11-30"))) == "date_too_early");
    CHECK(first_fault(tried(absence("caller", "2026-11-25", "2026-11-24"))) == "date_too_early");
    CHECK(first_fault(tried(absence("caller", "2026-11-25", "2027-11-30"))) == "date_too_late");
    CHECK(first_fault(tried(absence("caller", "2026-11-31", "2026-12-01"))) == "date_bad");
    CHECK(tried(absence("caller", "2026-11-25", "2026-11-30", "intake_head")).code() == "forbidden");
    CHECK(server.post(address, {intake}, absence("caller", "2026-11-25", "2026-11-30")).code() ==
          "idempotency_key_required");

    REQUIRE(tried(absence("caller", "2026-11-25", "2026-11-30")).status == 201);
    CHECK(tried(absence("statistics", "2026-11-30", "2026-12-02")).code() == "substitution_overlaps");
    CHECK(tried(absence("statistics", "2026-12-01", "2026-12-02")).status == 201);
    // The head for an officer of his body, the administrator for anybody, nobody else for others.
    CHECK(server
              .post(address, {server.signed_in("intake_head"), fresh_key()},
                    absence("intake", "2026-11-25", "2026-11-30", "caller"))
              .status == 201);
    CHECK(server
              .post(address, {server.signed_in("handling_head"), fresh_key()},
                    absence("handler", "2026-11-25", "2026-11-30", "caller"))
              .code() == "forbidden");
    CHECK(server
              .post(address, {server.signed_in("admin"), fresh_key()},
                    absence("foreign", "2026-11-25", "2026-11-30", "handler"))
              .status == 201);

    const auto listed = server.get(address, {intake}).json();
    CHECK(text(listed.at("scope")) == "own");
    CHECK(listed.at("items").as_array().size() == 3);  // two of his own, one in which he acts
    CHECK(text(listed.at("items").at(0).at("state")) == "coming");
    const auto head = server.get(address, {server.signed_in("intake_head")}).json();
    CHECK(text(head.at("scope")) == "body");
    CHECK(head.at("items").as_array().size() == 3);
    CHECK(server.get(std::string(address) + "?body=JS-H1", {intake}).code() == "forbidden");
    CHECK(server.get(std::string(address) + "?body=JS-H1", {server.signed_in("admin")})
              .json()
              .at("items")
              .as_array()
              .size() == 1);
    CHECK(server.get(std::string(address) + "?body=JS-XX", {server.signed_in("admin")}).status == 422);
    CHECK(server.get(address, {}).status == 401);
}

TEST_CASE("all open cases of a colleague in one act, by whoever might assign each of them") {
    const test::TestServer server(false);
    std::vector<test::TestServer::FiledCase> filed;
    for (int i = 0; i < 3; ++i) filed.push_back(server.file_complaint());
    for (int i = 0; i < 2; ++i) take(server, filed[i], "intake", filed[i].etag, step("claim"));
    const auto give = [&](std::string_view login, std::string_view from, std::string_view to) {
        return server.post("/api/v1/hand-over", {server.signed_in(login)},
                           json::serialize(json::object{{"from", from}, {"to", to}, {"note", "休病假"}}));
    };
    CHECK(give("auditor", "intake", "intake_head").status == 403);
    CHECK(first_fault(give("handling_head", "intake", "handler")) == "unknown_officer");
    CHECK(first_fault(give("intake_head", "intake", "intake")) == "repeated");
    CHECK(first_fault(give("intake_head", "intake", "admin")) == "officer_handles_no_cases");
    CHECK(first_fault(give("intake_head", "intake", "statistics")) == "officer_handles_no_cases");
    const auto refused = give("caller", "intake", "intake_head").json();
    CHECK(refused.at("handed_over").as_int64() == 0);
    CHECK(refused.at("refused").as_array().size() == 2);
    const auto given = give("intake_head", "intake", "intake_head").json();
    CHECK(given.at("handed_over").as_int64() == 2);
    CHECK(given.at("refused").as_array().empty());
    CHECK_FALSE(given.at("more").as_bool());
    CHECK(count(server, "intake", "mine=true") == 0);
    CHECK(count(server, "intake_head", "mine=true") == 2);
    CHECK(give("intake_head", "intake", "intake_head").json().at("handed_over").as_int64() == 0);
}

TEST_CASE("what is late is listed and counted alike, on the day after its last") {
    test::TestServer server(false);
    const auto filed = server.file_complaint();
    CHECK(count(server, "intake", "late=true") == 0);
    // Ten working days from 23 November end on 7 December.
    server.clock().set(base::day_begins(*base::parse_day("2026-12-07")) + 3600'000);
    CHECK(count(server, "intake", "late=true") == 0);
    server.clock().set(base::day_begins(*base::parse_day("2026-12-08")) + 3600'000);
    CHECK(count(server, "intake", "late=true") == 1);
    CHECK(count(server, "intake", "late=true&mine=true") == 0);
    CHECK(count(server, "intake", "late=true&tab=to_transfer") == 0);
    CHECK(count(server, "intake", "late=true&q=" + filed.number) == 1);
    CHECK(count(server, "handler", "late=true") == 0);
    CHECK(server.get("/api/v1/complaints?late=true&sort=-due", {server.signed_in("intake")}).status == 200);
    CHECK(first_fault(server.get("/api/v1/complaints?late=true&sort=arrears",
                                 {server.signed_in("intake")})) == "late_by_due");
    CHECK(first_fault(server.get("/api/v1/complaints?late=soon", {server.signed_in("intake")})) ==
          "wrong_type");
}

TEST_CASE("what is under way is found by its kind and how far it has come") {
    const test::TestServer server(false);
    const auto filed = server.file_complaint();
    server.file_complaint();
    CHECK(count(server, "intake_head", "track=refusal") == 0);
    take(server, filed, "intake", filed.etag,
         step("propose_refusal", {{"ground", "N08"},
                                  {"reason", "合同约定的付款期限要到明年一月才届满"},
                                  {"open_channel", "refile"}}));
    CHECK(count(server, "intake_head", "track=refusal") == 1);
    CHECK(count(server, "intake_head", "track=refusal&track_state=open") == 1);
    CHECK(count(server, "intake_head", "track=refusal&track_state=approved") == 0);
    CHECK(count(server, "intake_head", "track=refusal&tab=to_transfer") == 0);
    CHECK(count(server, "intake", "track=refusal&mine=true") == 1);
    CHECK(count(server, "handler", "track=refusal") == 0);
    const auto asked = [&](std::string_view login, const std::string& filter) {
        return first_fault(server.get("/api/v1/complaints?" + filter, {server.signed_in(login)}));
    };
    CHECK(asked("intake", "track=nothing") == "not_a_choice");
    // What is restricted is not to be found by whoever may not see it.
    CHECK(asked("intake", "track=retaliation") == "not_a_choice");
    CHECK(count(server, "intake_head", "track=retaliation") == 0);
    CHECK(asked("intake", "track=refusal&track_state=done") == "not_a_choice");
    CHECK(asked("intake", "track_state=open") == "required");
    CHECK(asked("intake", "track=refusal&sort=due") == "not_with_track");
    CHECK(asked("intake", "track=refusal&q=abc") == "not_with_track");
}

TEST_CASE("a head names others to act for others, but not himself") {
    const test::TestServer server(false);
    const auto named = [&](std::string_view who, std::string_view substitute, std::string_view officer) {
        return server.post(address, {server.signed_in(who), fresh_key()},
                           absence(substitute, "2026-11-24", "2026-11-26", officer));
    };
    const auto refused = named("handling_head", "handling_head", "handler");
    CHECK(refused.status == 422);
    CHECK(first_fault(refused) == "substitute_namer");
    CHECK(named("intake_head", "caller", "intake").status == 201);
    CHECK(named("handler", "handling_head", "").status == 201);
}
