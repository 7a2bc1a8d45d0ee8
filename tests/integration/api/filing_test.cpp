#include <doctest/doctest.h>

#include <array>
#include <boost/json/serialize.hpp>

#include "integration/support/server.hpp"

using namespace qingqian;
using boost::json::serialize;
using test::fresh_key;
using test::secret;

namespace {

constexpr std::string_view collection = "/api/v1/complaints";

/// Whether the problem names this field with this code.
bool names(const test::Reply& reply, std::string_view pointer, std::string_view code) {
    const auto document = reply.json();
    const auto* errors = document.as_object().if_contains("errors");
    if (errors == nullptr) return false;
    for (const auto& error : errors->as_array()) {
        if (error.at("pointer").as_string() == pointer && error.at("code").as_string() == code) return true;
    }
    return false;
}

std::string filing(const boost::json::object& form) {
    return serialize(
        boost::json::object{{"form", form}, {"submit", true}, {"declarations", test::all_declarations()}});
}

}  // namespace

TEST_CASE("a filing yields a receipt with its code, and a hash that anybody can check") {
    const test::TestServer server(false);
    const auto draft = server.ready_draft();
    const auto reply = server.submit(draft, {secret(), fresh_key(), test::if_match(draft.etag)});
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    const auto value = reply.json();
    CHECK(reply.header("ETag") == value.at("complaint").at("etag").as_string());
    CHECK(value.at("receipt").at("code").as_string().size() == 19);
    CHECK(value.at("receipt").at("number").as_string().starts_with("JSTS20261123"));
    const auto hash = std::string(value.at("receipt").at("head_hash").as_string());
    const auto number = std::string(value.at("receipt").at("number").as_string());
    const auto verified = server.get("/api/v1/verify?number=" + number + "&hash=" + hash);
    CHECK(verified.json().at("known").as_bool());
    const auto other = server.get("/api/v1/verify?number=" + number + "&hash=" + std::string(64, '0'));
    CHECK_FALSE(other.json().at("known").as_bool());
}

TEST_CASE("the same key files once and answers with the same receipt") {
    const test::TestServer server(false);
    const auto draft = server.ready_draft();
    const auto key = fresh_key();
    const auto first = server.submit(draft, {secret(), key, test::if_match(draft.etag)});
    const auto again = server.submit(draft, {secret(), key, test::if_match(draft.etag)});
    REQUIRE(first.status == 201);
    CHECK(again.status == 201);
    CHECK(again.json().at("receipt") == first.json().at("receipt"));
    CHECK(again.header("ETag") == first.header("ETag"));
    const auto session = server.signed_in("intake");
    CHECK(server.get("/api/v1/complaints/count", {session}).json().at("count").as_int64() == 1);
}

TEST_CASE("the same key begins one draft; with another body it is refused") {
    const test::TestServer server(false);
    const auto key = fresh_key();
    const auto first = server.post(collection, {secret(), key}, "{\"form\":{}}");
    const auto again = server.post(collection, {secret(), key}, "{\"form\":{}}");
    REQUIRE(first.status == 201);
    CHECK(first.header("Location").starts_with("/api/v1/complaints/"));
    CHECK(again.body == first.body);
    CHECK(again.header("ETag") == first.header("ETag"));
    CHECK(again.header("Location") == first.header("Location"));
    const auto other = server.post(collection, {secret(), key}, "{\"form\":{\"claim\":{}}}");
    CHECK(other.status == 422);
    CHECK(other.code() == "idempotency_key_reused");
}

TEST_CASE("what a filing lacks is refused by name, all faults at once") {
    const test::TestServer server(false);
    SUBCASE("no Idempotency-Key") {
        const auto reply = server.post(collection, {secret()}, test::complete_filing());
        CHECK(reply.status == 400);
        CHECK(reply.code() == "idempotency_key_required");
    }
    SUBCASE("a secret too short to be one") {
        const auto reply = server.post(collection, {secret("short"), fresh_key()}, test::complete_filing());
        CHECK(reply.status == 400);
        CHECK(reply.code() == "draft_secret_required");
    }
    SUBCASE("no secret at all: nobody has to sign in, so that is not what is missing") {
        const auto reply = server.post(collection, {fresh_key()}, test::complete_filing());
        CHECK(reply.status == 400);
        CHECK(reply.code() == "draft_secret_required");
    }
    SUBCASE("a credit code with a wrong check digit, and a sum that does not balance") {
        auto form = test::complete_form();
        form["complainant"].as_object()["credit_code"] = "913201061234567884";
        form["debts"].as_array()[0].as_object()["arrears_fen"] = 1;
        const auto reply = server.post(collection, {secret(), fresh_key()}, filing(form));
        CHECK(reply.status == 422);
        CHECK(names(reply, "/form/complainant/credit_code", "bad_credit_code"));
        CHECK(names(reply, "/form/debts/0/arrears_fen", "arrears_mismatch"));
    }
    SUBCASE("a declaration that is not ticked") {
        auto ticked = test::all_declarations();
        ticked.erase(ticked.begin());
        const auto reply =
            server.post(collection, {secret(), fresh_key()},
                        serialize(boost::json::object{
                            {"form", test::complete_form()}, {"submit", true}, {"declarations", ticked}}));
        CHECK(reply.status == 422);
        CHECK(reply.body.contains("declaration_needed"));
    }
}

TEST_CASE("bodies that are no filings") {
    const test::TestServer server(false);
    struct Row {
        std::string_view name;
        std::string body;
        int status;
        std::string_view code;
    };
    const std::array rows{
        Row{"Empty", "", 400, "malformed_json"},
        Row{"NotJson", "{", 400, "malformed_json"},
        Row{"TrailingText", "{\"form\":{}} x", 400, "malformed_json"},
        Row{"TooDeep", std::string(64, '[') + std::string(64, ']'), 400, "malformed_json"},
        Row{"NoForm", "{}", 422, "invalid_input"},
        Row{"FormIsText", "{\"form\":\"x\"}", 422, "invalid_input"},
        Row{"UnknownMember", "{\"form\":{},\"extra\":1}", 422, "invalid_input"},
        Row{"SubmitIsText", "{\"form\":{},\"submit\":\"yes\"}", 422, "invalid_input"},
        Row{"Array", "[]", 422, "invalid_input"},
        Row{"OverTheBound", "{\"form\":{\"x\":\"" + std::string(256 * 1024, 'a') + "\"}}", 413,
            "body_too_large"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto reply = server.post(collection, {secret(), fresh_key()}, row.body);
        INFO(reply.body.substr(0, 300));
        CHECK(reply.status == row.status);
        CHECK(reply.code() == row.code);
    }
    const auto reply = test::send(server.port(), "POST", collection,
                                  {secret(), fresh_key(), {"Content-Type", "text/plain"}}, "{}");
    CHECK(reply.status == 415);
}

TEST_CASE("a draft is its author's: kept, read and changed by the secret alone") {
    const test::TestServer server(false);
    const auto begun = server.post(collection, {secret(), fresh_key()},
                                   "{\"form\":{\"complainant\":{\"name\":\"启明机械\"}}}");
    REQUIRE(begun.status == 201);
    CHECK(begun.json().at("receipt").is_null());
    const auto address = begun.header("Location");
    CHECK(server.get(address, {secret()}).status == 200);
    CHECK(server.get(address, {secret("another-secret-of-the-right-length-00")}).code() ==
          "complaint_not_found");
    CHECK(server.get(address, {server.signed_in("intake")}).code() == "complaint_not_found");

    const auto change = serialize(boost::json::object{{"form", test::complete_form()}});
    CHECK(server.patch(address, {secret()}, change).code() == "precondition_required");
    const auto saved = server.patch(address, {secret(), test::if_match(begun.header("ETag"))}, change);
    INFO(saved.body);
    REQUIRE(saved.status == 200);
    CHECK(saved.header("ETag") != begun.header("ETag"));
    const auto stale = server.patch(address, {secret(), test::if_match(begun.header("ETag"))}, change);
    CHECK(stale.status == 412);
    CHECK(stale.code() == "stale");
    CHECK(stale.json().at("current").at("etag").as_string() == saved.header("ETag"));
}

TEST_CASE("what was submitted is no draft any more") {
    const test::TestServer server(false);
    const auto filed = server.file_complaint();
    const auto change = serialize(boost::json::object{{"form", test::complete_form()}});
    const auto closed =
        server.patch("/api/v1/complaints/" + filed.uid, {secret(), test::if_match(filed.etag)}, change);
    CHECK(closed.code() == "not_a_draft");
}
