#include <doctest/doctest.h>

#include "integration/support/server.hpp"

using namespace qingqian;

namespace {

std::string_view text(const boost::json::value& value) {
    return value.as_string();
}

constexpr std::string_view notice_2027 =
    R"({"id":"2027","number":"国办发明电〔2026〕9号","title":"国务院办公厅关于2027年部分节假日安排的通知",
    "address":"https://www.gov.cn/2027","issued":"2026-11-24","year":2027,"days":[
    {"day":"2026-12-31","off":true,"name":"元旦"},{"day":"2027-01-01","off":true,"name":"元旦"}]})";

}  // namespace

TEST_CASE("anybody has a term counted day by day, with the holiday's name and notice") {
    test::TestServer server(false);
    const auto reply = server.get("/api/v1/calendar/due?from=2026-09-28&workdays=10");
    REQUIRE(reply.status == 200);
    const auto due = reply.json();
    CHECK(text(due.at("raw")) == "2026-10-16");
    CHECK(text(due.at("legal")) == "2026-10-16");
    CHECK_FALSE(due.at("provisional").as_bool());
    CHECK(due.at("explain").as_array().size() == 19);
    CHECK(text(due.at("explain").at(3).at("name")) == "国庆节");
    CHECK(text(due.at("explain").at(3).at("notice")) == "2026");
    const auto rolled = server.get("/api/v1/calendar/due?from=2026-09-01&days=30").json();
    CHECK(text(rolled.at("raw")) == "2026-10-01");
    CHECK(text(rolled.at("legal")) == "2026-10-08");
}

TEST_CASE("a term that cannot be counted is refused with every fault") {
    test::TestServer server(false);
    const auto reply = server.get("/api/v1/calendar/due?from=2026-02-30&workdays=-1&days=4000&colour=red");
    CHECK(reply.status == 422);
    CHECK(reply.json().at("errors").as_array().size() == 5);
    CHECK(server.get("/api/v1/calendar/due").status == 422);
    CHECK(server.get("/api/v1/calendar/due?from=2026-09-01").status == 422);
}

TEST_CASE("what a notice would move is shown before it is loaded, and changes nothing") {
    test::TestServer server(false);
    const auto target = "/api/v1/calendars/preview";
    const auto admin = server.signed_in("admin");
    CHECK(server.post(target, {server.signed_in("intake")}, notice_2027).status == 403);
    CHECK(server.post(target, {}, notice_2027).status == 401);
    server.clock().set(base::day_begins(*base::parse_day("2026-12-17")) + 10 * 3600'000);
    const auto filed = server.file_complaint();  // ten working days end on 31 December, provisionally
    const auto again = server.signed_in("admin");
    const auto before = server.get("/api/v1/calendars", {again}).json();
    const auto seen = server.post(target, {again}, notice_2027);
    INFO(seen.body);
    REQUIRE(seen.status == 200);
    const auto preview = seen.json();
    CHECK(preview.at("looked").as_int64() == 1);
    CHECK(preview.at("moved").as_int64() == 1);
    const auto& item = preview.at("items").at(0);
    CHECK(text(item.at("number")) == filed.number);
    CHECK(text(item.at("clock")) == "review");
    CHECK(text(item.at("due_before")) == "2026-12-31");
    CHECK(text(item.at("due_after")) == "2027-01-04");
    CHECK(server.get("/api/v1/calendars", {again}).json() == before);
    const auto review = server.get("/api/v1/complaints/" + filed.uid, {server.signed_in("intake")}).json();
    CHECK(text(review.at("due").at("legal")) == "2026-12-31");
    CHECK(server.post(target, {again}, R"({"id":"2027"})").code() == "invalid_input");
    CHECK(server.get("/api/v1/calendars/moves/count", {again}).json().at("count").as_int64() == 0);
}

TEST_CASE("an administrator loads a notice, and terms are counted by it from then on") {
    test::TestServer server(false);
    const auto target = "/api/v1/calendars";
    const auto admin = server.signed_in("admin");
    CHECK(server.post(target, {server.signed_in("intake")}, notice_2027).status == 403);
    CHECK(server.post(target, {}, notice_2027).status == 401);
    const auto due = "/api/v1/calendar/due?from=2026-12-17&workdays=10";
    CHECK(text(server.get(due).json().at("legal")) == "2026-12-31");
    const auto loaded = server.post(target, {admin}, notice_2027);
    REQUIRE(loaded.status == 200);
    CHECK_FALSE(loaded.json().at("replaced").as_bool());
    CHECK(text(server.get(due).json().at("legal")) == "2027-01-04");
    CHECK_FALSE(server.get(due).json().at("provisional").as_bool());
    const auto calendar = server.get(target, {admin}).json();
    CHECK(calendar.at("version") == loaded.json().at("version"));
    CHECK(text(calendar.at("notices").as_array().back().at("id")) == "2027");

    const auto refused = server.post(
        target, {admin}, R"({"id":"2028","number":"n","title":"t","address":"a","issued":"2027-11-24",
        "year":2028,"days":[{"day":"2028-10-01","off":true,"name":"国庆节"},{"day":"2028-10-03","off":true,"name":"国庆节"}]})");
    CHECK(refused.status == 422);
    CHECK(text(refused.json().at("errors").at(0).at("pointer")) == "/days/1");
    CHECK(server.get(target, {admin}).json().at("version") == loaded.json().at("version"));
}
