// One rule, one answer: what may not be done is refused alike by the single step, its preview, the bulk act
// and the page (5.4 check 5).

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <optional>

#include "integration/support/server.hpp"

using namespace qingqian;
using test::fresh_key;
using test::if_match;

namespace {

namespace json = boost::json;

/// A problem as "code: reason, reason /pointer:code", whatever way it came.
std::string told(const json::value& problem) {
    const auto& object = problem.as_object();
    std::string text(object.at("code").as_string());
    if (const auto* reasons = object.if_contains("reasons")) {
        for (const auto& reason : reasons->as_array())
            text += " " + std::string(reason.at("code").as_string());
    }
    if (const auto* fields = object.if_contains("errors")) {
        for (const auto& field : fields->as_array())
            text += " " + std::string(field.at("pointer").as_string()) + ":" +
                    std::string(field.at("code").as_string());
    }
    return text;
}

/// An officer at a case, by each way there is.
struct Ways {
    const test::TestServer& server;
    std::pair<std::string, std::string> session;
    test::TestServer::FiledCase filed;

    std::string address(std::string_view below) const {
        return "/api/v1/complaints/" + filed.uid + std::string(below);
    }
    json::value page() const { return server.get(address(""), {session}).json(); }
    std::string etag() const { return server.get(address(""), {session}).header("ETag"); }

    static std::string step(std::string_view action, const json::object& input) {
        return json::serialize(json::object{{"action", action}, {"input", input}});
    }
    std::string by_api(std::string_view action, const json::object& input) const {
        return told(
            server
                .post(address("/transitions"), {session, if_match(etag()), fresh_key()}, step(action, input))
                .json());
    }
    std::string by_preview(std::string_view action, const json::object& input) const {
        return told(server.post(address("/transitions/preview"), {session}, step(action, input)).json());
    }
    std::string in_bulk(std::string_view action, const json::object& input) const {
        const auto body = json::serialize(
            json::object{{"action", action},
                         {"input", input},
                         {"items", json::array{json::object{{"id", filed.uid}, {"if_match", etag()}}}}});
        const auto done = server.post("/api/v1/bulk", {session, fresh_key()}, body);
        REQUIRE(done.status == 200);
        return told(done.json().at("items").at(0).at("problem"));
    }
    /// The reasons that the page gives for an action it shows; nothing when it shows none.
    std::optional<std::string> on_page(std::string_view action) const {
        const auto complaint = page();
        for (const auto& offer : complaint.at("actions").as_array()) {
            if (offer.at("action").as_string() != action) continue;
            if (offer.at("possible").as_bool()) return "possible";
            std::string text = "action_not_possible";
            for (const auto& reason : offer.at("reasons").as_array())
                text += " " + std::string(reason.at("code").as_string());
            return text;
        }
        return std::nullopt;
    }
};

}  // namespace

TEST_CASE("5.4 check 5: an action from the wrong state is refused alike, and the page does not offer it") {
    const test::TestServer server(false);
    const Ways ways{server, server.signed_in("intake"), server.file_complaint()};
    const std::pair<std::string_view, json::object> wrong[] = {
        {"close", {{"outcome", "O1"}, {"callback", "reached"}}},
        {"send_back", {{"reason", "住所地在贵市，按属地由贵局处理。"}}}};
    for (const auto& [action, input] : wrong) {
        CAPTURE(action);
        const auto told_by_api = ways.by_api(action, input);
        CHECK(told_by_api.starts_with("action_not_possible wrong_state"));
        CHECK(ways.by_preview(action, input) == told_by_api);
        CHECK(ways.in_bulk(action, input) == told_by_api);
        CHECK_FALSE(ways.on_page(action).has_value());
    }
    CHECK(ways.page().at("state") == "SUBMITTED");
}

TEST_CASE("5.4 check 5: what a guard refuses is refused alike, and the page says so before it is tried") {
    const test::TestServer server(false);
    const Ways ways{server, server.signed_in("intake"), server.file_complaint()};
    const auto opened =
        server.post(ways.address("/transitions"), {ways.session, if_match(ways.etag()), fresh_key()},
                    Ways::step("open_size_dispute",
                               {{"claimed_class", "small"}, {"reason", "对方主张我方不是小型企业。"}}));
    REQUIRE(opened.status == 201);
    const auto told_by_api = ways.by_api("accept", {});
    CHECK(told_by_api == "action_not_possible track_open");
    CHECK(ways.by_preview("accept", {}) == told_by_api);
    CHECK(ways.in_bulk("accept", {}) == told_by_api);
    CHECK(ways.on_page("accept") == told_by_api);
    // A fault of the input as well: the same pointer and code.
    const auto faulty = ways.by_api("request_supplement", {});
    CHECK(faulty.find("/items:required") != std::string::npos);
    CHECK(ways.in_bulk("request_supplement", {}) == faulty);
    CHECK(ways.page().at("state") == "SUBMITTED");
}
