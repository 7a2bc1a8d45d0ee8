// Live updates over real sockets: what comes, to whom, what was missed, and when a line ends.
#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <thread>

#include "integration/live/listener.hpp"
#include "integration/support/server.hpp"
#include "store/live_feed.hpp"

using namespace qingqian;
using test::Listener;
using test::TestServer;

namespace {

boost::json::object data_of(const Listener::Event& event) {
    INFO(event.name, " ", event.data);
    REQUIRE(!event.data.empty());
    return boost::json::parse(event.data).as_object();
}

std::string etag_of(const TestServer& server, const std::string& number,
                    const std::pair<std::string, std::string>& cookie) {
    return server.get("/api/v1/complaints/" + number, {cookie}).header("ETag");
}

test::Reply act(const TestServer& server, const std::string& number,
                const std::pair<std::string, std::string>& cookie, std::string_view action,
                const boost::json::object& input = {}) {
    const boost::json::object step{{"action", action}, {"input", input}};
    return server.post("/api/v1/complaints/" + number + "/transitions",
                       {cookie, test::fresh_key(), test::if_match(etag_of(server, number, cookie))},
                       boost::json::serialize(step));
}

std::pair<std::string, std::string> complainant_of(const TestServer& server, const std::string& code) {
    const boost::json::object input{
        {"kind", "tracking"}, {"receipt_code", code}, {"credit_code_tail", "567883"}};
    const auto reply = server.post("/api/v1/sessions", {}, boost::json::serialize(input));
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    return {"Cookie", reply.cookie()};
}

}  // namespace

TEST_CASE("an officer hears of the cases of his scope, another body's officer does not") {
    const TestServer server(false);
    const auto intake = server.signed_in("intake");
    Listener near(server.port(), {intake});
    Listener far(server.port(), {server.signed_in("foreign")});
    REQUIRE(near.wait_for("hello").name == "hello");
    REQUIRE(far.wait_for("hello").name == "hello");
    const auto filed = server.file_complaint();
    const auto heard = data_of(near.wait_for("case"));
    CHECK(heard.at("uid").as_string() == filed.uid);
    CHECK(heard.at("number").as_string() == filed.number);
    CHECK(heard.at("state").as_string() == "SUBMITTED");
    CHECK(!near.last_id.empty());
    CHECK(act(server, filed.number, intake, "accept").status == 201);
    CHECK(data_of(near.wait_for("case")).at("type").as_string() == "accepted");
    // The far one is told of a case of its own in the end, and of nothing before it.
    const boost::json::object to{{"handling_body", "JS-H2"}, {"override_reason", "应由该部门处理本投诉。"}};
    const auto moved = act(server, filed.number, intake, "transfer", to);
    INFO(moved.body);
    REQUIRE(moved.status == 201);
    const auto first = far.wait_for("case");
    CHECK(data_of(first).at("type").as_string() == "transferred");
    for (const auto& event : far.events) CHECK(event.data.find("accepted") == std::string::npos);
}

TEST_CASE("whoever comes back is told what he missed, and to read again where too much is gone") {
    const TestServer server(false, {}, {.resume_most = 3});
    const auto intake = server.signed_in("intake");
    std::string last;
    {
        Listener first(server.port(), {intake});
        REQUIRE(first.wait_for("hello").name == "hello");
        last = first.last_id;
    }
    const auto one = server.file_complaint();
    const auto two = server.file_complaint("another-secret-of-thirty-two-chars");
    SUBCASE("by the browser's header") {
        Listener again(server.port(), {intake, {"Last-Event-ID", last}});
        CHECK(data_of(again.wait_for("hello")).at("resumed").as_bool());
        CHECK(data_of(again.wait_for("case")).at("uid").as_string() == one.uid);
        CHECK(data_of(again.wait_for("case")).at("uid").as_string() == two.uid);
    }
    SUBCASE("by the address") {
        Listener again(server.port(), {intake}, "?after=" + last);
        CHECK(data_of(again.wait_for("case")).at("uid").as_string() == one.uid);
    }
    SUBCASE("not by an id that is none, or after too much") {
        Listener strange(server.port(), {intake, {"Last-Event-ID", "l9.9999"}});
        CHECK(strange.wait_for("reset").name == "reset");
        for (const char* text : {"note one", "note two", "note three"})
            CHECK(act(server, one.number, intake, "note", {{"text", text}}).status == 201);
        Listener late(server.port(), {intake, {"Last-Event-ID", last}});
        CHECK(late.wait_for("reset").name == "reset");
        CHECK(!data_of(late.wait_for("hello")).at("resumed").as_bool());
    }
}

TEST_CASE("a complainant hears of his own case, and of no step that his history does not show") {
    const TestServer server(false);
    const auto mine = server.file_complaint();
    const auto other = server.file_complaint("another-secret-of-thirty-two-chars");
    const auto intake = server.signed_in("intake");
    Listener line(server.port(), {complainant_of(server, mine.code)});
    REQUIRE(line.wait_for("hello").name == "hello");
    CHECK(act(server, other.number, intake, "accept").status == 201);
    CHECK(act(server, mine.number, intake, "note", {{"text", "between officers"}}).status == 201);
    CHECK(act(server, mine.number, intake, "accept").status == 201);
    const auto heard = data_of(line.wait_for("case"));
    CHECK(heard.at("uid").as_string() == mine.uid);
    CHECK(heard.at("type").as_string() == "accepted");
    CHECK(!heard.contains("by"));
}

TEST_CASE("a line ends with its session") {
    TestServer server(false);
    CHECK(Listener(server.port(), {}).status() == 401);
    const auto intake = server.signed_in("intake");
    Listener line(server.port(), {intake});
    REQUIRE(line.wait_for("hello").name == "hello");
    SUBCASE("by signing out") {
        CHECK(server.remove("/api/v1/sessions/current", {intake}).status == 204);
    }
    SUBCASE("by age") {
        server.clock().advance(31 * 60'000);
    }
    CHECK(line.wait_for("end").name == "end");
    CHECK(line.ended());
}

TEST_CASE("a reader that does not read is let go, and the others hear on") {
    TestServer server(false);
    const auto intake = server.signed_in("intake");
    Listener slow(server.port(), {intake});
    Listener quick(server.port(), {intake});
    REQUIRE(slow.wait_for("hello").name == "hello");
    REQUIRE(quick.wait_for("hello").name == "hello");
    const auto filed = server.file_complaint();
    REQUIRE(quick.wait_for("case").name == "case");
    // The feed alone, without its cases: thousands of lines, each of some hundred bytes.
    const auto complaint =
        server.store().read_now<std::int64_t>([](store::ReadTx& tx) -> base::Result<std::int64_t> {
            return store::live_feed::entries(tx, {0, 0}, 1).front().note.complaint;
        });
    REQUIRE(complaint.has_value());
    std::size_t rounds = 0;
    while (server.live().figures().listeners > 1 && rounds < 200) {
        const auto done = server.store().write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
            for (int i = 0; i < 200; ++i) store::live_feed::add(tx, {.complaint = *complaint, .event = 1});
            tx.after_commit([&server] { server.live().wake(); });
            return true;
        });
        REQUIRE(done.has_value());
        // The quick one reads as it comes.
        for (int i = 0; i < 200; ++i) REQUIRE(quick.wait_for("case").name == "case");
        ++rounds;
    }
    CHECK(server.live().figures().listeners == 1);
    CHECK(act(server, filed.number, intake, "accept").status == 201);
    bool heard = false;
    while (!heard) {
        const auto event = quick.wait_for("case");
        REQUIRE(event.name == "case");
        heard = event.data.find("\"accepted\"") != std::string::npos;
    }
}

TEST_CASE("a thousand listeners hear of one case; beyond the bound the next is sent away") {
    const TestServer server(false, {}, {.most = 1'000, .most_a_session = 1'000});
    const auto intake = server.signed_in("intake");
    std::vector<Listener> lines;
    for (int i = 0; i < 1'000; ++i) lines.emplace_back(server.port(), test::Headers{intake});
    for (auto& line : lines) REQUIRE(line.wait_for("hello").name == "hello");
    CHECK(Listener(server.port(), {intake}).status() == 503);
    const auto filed = server.file_complaint();
    for (auto& line : lines) CHECK(data_of(line.wait_for("case")).at("uid").as_string() == filed.uid);
}

TEST_CASE("who has a case open is told to those who see it, and forgotten when he leaves") {
    const TestServer server(false);
    const auto filed = server.file_complaint();
    const auto intake = server.signed_in("intake");
    Listener line(server.port(), {server.signed_in("intake_head")});
    REQUIRE(line.wait_for("hello").name == "hello");
    const auto address = "/api/v1/complaints/" + filed.number + "/presence";
    CHECK(test::send(server.port(), "PUT", address, {intake}).status == 204);
    const auto come = data_of(line.wait_for("presence"));
    CHECK(come.at("uid").as_string() == filed.uid);
    CHECK(come.at("officers").as_array().at(0).at("login").as_string() == "intake");
    CHECK(server.remove(address, {intake}).status == 204);
    CHECK(data_of(line.wait_for("presence")).at("officers").as_array().empty());
    CHECK(test::send(server.port(), "PUT", address, {server.signed_in("foreign")}).status == 404);
}
