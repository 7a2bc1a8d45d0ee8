#include "cases/queue_lines.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "cases/view.hpp"

using namespace qingqian;
namespace json = boost::json;

namespace {

struct World {
    cases::Environment env;
    store::complaints::Page page;

    World() {
        env.definitions[{"complaint", 1}] = {};
        env.bodies[3].code = "NJ-GX";
        page.rows.resize(2);
        auto& first = page.rows[0].complaint;
        first.uid = "0193-first";
        first.number = "JSTS20261123000001";
        first.definition = "complaint";
        first.state = "HANDLING";
        first.complainant_name = "苏州\"精工\"\\机械\n\x01\x1f/有限公司😀";
        first.arrears_fen = 9'007'199'254'740'993;
        first.received_at = -1;
        first.handling_body = 3;
        first.assignee = 7;
        first.revision = 12;
        page.rows[0].assignee_name = "张\t敏";
        page.rows[1].complaint = first;
        page.rows[1].complaint.number.clear();
        page.rows[1].complaint.handling_body = page.rows[1].complaint.assignee = 0;
    }
    json::object line(int n) {
        return json::parse(cases::page_text(env, page, 0))
            .at("items")
            .at(static_cast<std::size_t>(n))
            .as_object();
    }
};

}  // namespace

TEST_CASE("a line of the queue says what the case says, whatever stands in its texts") {
    World world;
    const auto line = world.line(0);
    const auto& complaint = world.page.rows[0].complaint;
    CHECK(line.at("complainant_name") == json::value(complaint.complainant_name));
    CHECK(line.at("assignee") == json::value({{"id", 7}, {"name", "张\t敏"}}));
    CHECK(line.at("arrears_fen").as_int64() == complaint.arrears_fen);
    CHECK(line.at("received_at").as_int64() == -1);
    CHECK(line.at("handling_body").at("code") == "NJ-GX");
    CHECK(line.at("state_label").at("zh-CN") == "HANDLING");
    CHECK(line.at("etag") == "\"12\"");
    CHECK(line.at("due").is_null());
}

TEST_CASE("what a case does not have is null, also after a line that had it") {
    World world;
    const auto line = world.line(1);
    CHECK(line.at("number").is_null());
    CHECK(line.at("assignee").is_null());
    CHECK(line.at("handling_body").is_null());
}

TEST_CASE("a page ends with its cursor or null; an empty page is a page") {
    World world;
    CHECK(json::parse(cases::page_text(world.env, world.page, 0)).at("next").is_null());
    world.page.next = "d2026-12-07.123";
    CHECK(json::parse(cases::page_text(world.env, world.page, 0)).at("next") == "d2026-12-07.123");
    CHECK(cases::page_text(world.env, {}, 0) == R"({"items":[],"next":null})");
}
