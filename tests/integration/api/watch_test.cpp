#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <string>

#include "integration/support/server.hpp"

using namespace qingqian;

namespace {

std::string text(const boost::json::value& value) {
    return std::string(std::string_view(value.as_string()));
}

/// What the auditor finds of a case, newest first: "what by whom".
std::vector<std::string> seen(const test::TestServer& server, const std::string& question) {
    const auto page = server.get("/api/v1/read-log" + question, {server.signed_in("auditor")});
    REQUIRE(page.status == 200);
    std::vector<std::string> lines;
    const auto document = page.json();
    for (const auto& line : document.at("items").as_array())
        lines.push_back(text(line.at("what")) + " by " + text(line.at("actor_name")));
    return lines;
}

}  // namespace

TEST_CASE("every view of a case stands in the read log before the answer leaves; the queue is not in it") {
    const test::TestServer server;
    const auto filed = server.file_complaint();
    const auto intake = server.signed_in("intake");
    const auto path = "/api/v1/complaints/" + filed.number;
    CHECK(server.get("/api/v1/complaints", {intake}).status == 200);
    CHECK(seen(server, "").empty());
    CHECK(server.get(path, {intake}).status == 200);
    CHECK(server.get(path + "/events", {intake}).status == 200);
    CHECK(server.get(path + "/messages", {intake}).status == 200);
    CHECK(server.get(path, {server.signed_in("foreign")}).status == 404);
    CHECK(server.get(path, {test::secret()}).status == 200);
    const auto lines = seen(server, "?complaint=" + filed.number);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].starts_with("case by 南京启明"));
    CHECK(lines[1] == "messages by officer intake");
    CHECK(lines[2] == "history by officer intake");
    CHECK(lines[3] == "case by officer intake");
    CHECK(seen(server, "?officer=intake").size() == 3);
    CHECK(seen(server, "?officer=handler").empty());
    CHECK(seen(server, "?complaint=JSTS20200101000001").empty());
    CHECK(seen(server, "?from=2026-11-23&until=2026-11-23").size() == 4);
    CHECK(seen(server, "?until=2026-11-22").empty());
    CHECK(seen(server, "?limit=1").size() == 1);
    const auto auditor = server.signed_in("auditor");
    const auto first = server.get("/api/v1/read-log?limit=3", {auditor}).json();
    const auto rest =
        server.get("/api/v1/read-log?limit=3&after=" + text(first.at("next")), {auditor}).json();
    CHECK(rest.at("items").as_array().size() == 1);
    CHECK(rest.at("next").is_null());
    CHECK(server.get("/api/v1/read-log?after=x", {auditor}).status == 422);
    CHECK(server.get("/api/v1/read-log?officer=a&complaint=b", {auditor}).status == 422);
    for (const auto* other : {"intake", "admin", "supervisor", "statistics"})
        CHECK(server.get("/api/v1/read-log", {server.signed_in(other)}).status == 403);
}

TEST_CASE("masked numbers are shown for a reason, which the auditor is told") {
    const test::TestServer server;
    const auto filed = server.file_complaint();
    const auto intake = server.signed_in("intake");
    const auto path = "/api/v1/complaints/" + filed.number;
    CHECK_FALSE(server.get(path, {intake}).body.contains("13912345678"));
    const auto reveal = path + "/contacts/complainant/reveal";
    CHECK(server.post(reveal, {intake}, R"({"reason":"嗯"})").status == 422);
    CHECK(server.post(reveal, {intake}, "{}").status == 422);
    const auto shown = server.post(reveal, {intake}, R"({"reason":"电话核对合同"})");
    REQUIRE(shown.status == 200);
    CHECK(text(shown.json().at("mobile")) == "13912345678");
    CHECK(shown.header("Cache-Control") == "no-store");
    const auto auditor = server.signed_in("auditor");
    const auto line = server.get("/api/v1/read-log?limit=1", {auditor}).json().at("items").at(0);
    CHECK(text(line.at("what")) == "contact");
    CHECK(text(line.at("why")) == "电话核对合同");
    CHECK(text(line.at("complaint")) == filed.number);
    const auto told = server.get("/api/v1/inbox", {auditor});
    REQUIRE(told.status == 200);
    CHECK(told.body.contains("联系方式被查看"));
    CHECK_FALSE(told.body.contains("13912345678"));
    CHECK(server.post(reveal, {server.signed_in("supervisor")}, R"({"reason":"想看一下"})").status == 403);
    CHECK(server.post(reveal, {server.signed_in("foreign")}, R"({"reason":"想看一下"})").status == 404);
    CHECK(server.post(path + "/contacts/agent/reveal", {intake}, R"({"reason":"想看一下"})").status == 404);
}

TEST_CASE("a call's number is in full for whoever took it, and for others by a reason") {
    const test::TestServer server;
    const auto intake = server.signed_in("intake");
    const auto head = server.signed_in("intake_head");
    const auto entered = server.post(
        "/api/v1/calls", {intake, test::fresh_key()},
        R"({"kind":"phone","caller_name":"周经理","caller_phone":"13951230001","summary":"询问怎样投诉拖欠的货款"})");
    REQUIRE(entered.status == 201);
    const auto path = "/api/v1/calls/" + text(entered.json().at("uid"));
    CHECK(server.get(path, {intake}).body.contains("13951230001"));
    CHECK(text(server.get(path, {head}).json().at("caller_phone")) == "139****0001");
    const auto shown = server.post(path + "/reveal", {head}, R"({"reason":"回电说明"})");
    REQUIRE(shown.status == 200);
    CHECK(text(shown.json().at("caller_phone")) == "13951230001");
    CHECK(seen(server, "?officer=intake_head") == std::vector<std::string>{"call by officer intake_head"});
}

TEST_CASE("what administrators do stands in the admin log") {
    const test::TestServer server;
    const auto admin = server.signed_in("admin");
    const auto change = server.get("/api/v1/wordings/CLOSED", {admin});
    REQUIRE(change.status == 200);
    const auto saved =
        test::send(server.port(), "PUT", "/api/v1/wordings/CLOSED/applicant/zh-CN",
                   {admin, {"Content-Type", "application/json"}},
                   R"({"version":1,"title":"办完了","sms":"编号{{number}}办完了。","note":"改短"})");
    REQUIRE(saved.status == 200);
    const auto auditor = server.signed_in("auditor");
    const auto lines = server.get("/api/v1/admin-log", {auditor}).json();
    REQUIRE(lines.at("items").as_array().size() == 1);
    const auto line = lines.at("items").at(0);
    CHECK(text(line.at("what")) == "set_wording");
    CHECK(text(line.at("actor_name")) == "officer admin");
    CHECK(text(line.at("about")).contains("PUT /api/v1/wordings/CLOSED/applicant/zh-CN"));
    CHECK(text(line.at("about")).contains("改短"));
    CHECK(server.get("/api/v1/admin-log", {admin}).status == 403);
}
