// The register of calls, other platforms, bulk acts and what is related to a case, over the wire.

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <set>

#include "cases/environment.hpp"
#include "identity/api_token.hpp"
#include "integration/support/server.hpp"
#include "store/identity.hpp"
#include "store/substitutions.hpp"
#include "store/tokens.hpp"

using namespace qingqian;
using boost::json::serialize;
using test::fresh_key;

namespace {

namespace json = boost::json;

constexpr std::string_view call_body =
    R"({"kind":"phone","caller_name":"李会计","caller_phone":"13912345678","firm":"南京启明机械有限公司",
        "summary":"询问怎样投诉拖欠的货款","advice":"告知在线投诉的办法"})";

std::pair<std::string, std::string> bearer(std::string_view token) {
    return {"Authorization", "Bearer " + std::string(token)};
}

std::string issue(test::TestServer& server, std::string_view login, base::UtcMillis lifetime = 86'400'000) {
    const auto issued =
        server.store().write_now<std::string>([&](store::WriteTx& tx) -> base::Result<std::string> {
            const auto officer = store::identity::officer_by_login(tx, login).value();
            auto fresh =
                identity::issue_token(tx.random(), officer.id, "intake", "12345", lifetime, tx.now());
            store::tokens::insert(tx, fresh.row);
            return fresh.token;
        });
    return issued.value();
}

std::string intake_body(std::string_view number, json::object form, std::string_view summary = {}) {
    json::object body{{"source_number", number}, {"form", std::move(form)}};
    if (!summary.empty()) body["summary"] = summary;
    return serialize(body);
}

json::object bulk_item(std::string_view id, std::string_view etag) {
    return {{"id", id}, {"if_match", etag}};
}

std::string bulk_body(std::string_view action, json::array items) {
    return serialize(json::object{{"action", action}, {"items", std::move(items)}});
}

}  // namespace

TEST_CASE("the register over the wire: entered once, listed masked, counted, converted once") {
    const test::TestServer server(false);
    const auto intake = server.signed_in("intake");
    const auto key = fresh_key();
    const auto entered = server.post("/api/v1/calls", {intake, key}, call_body);
    INFO(entered.body);
    REQUIRE(entered.status == 201);
    CHECK(server.post("/api/v1/calls", {intake, key}, call_body).body == entered.body);
    const auto address = entered.header("Location");
    CHECK(server.get(address, {intake}).json().at("caller_phone") == "13912345678");
    const auto listed = server.get("/api/v1/calls?converted=false&kind=phone", {intake}).json();
    REQUIRE(listed.at("items").as_array().size() == 1);
    CHECK(listed.at("items").at(0).at("caller_phone") == "139****5678");
    CHECK(server.get("/api/v1/calls/count?kind=letter", {intake}).json().at("count") == 0);

    const auto convert_key = fresh_key();
    const auto draft = server.post(address + "/complaint", {intake, convert_key}, "");
    INFO(draft.body);
    REQUIRE(draft.status == 201);
    CHECK(server.post(address + "/complaint", {intake, convert_key}, "").body == draft.body);
    const auto second = server.post(address + "/complaint", {intake, fresh_key()}, "");
    CHECK(second.code() == "call_converted");
    CHECK(second.json().at("complaint").at("uid") == draft.json().at("uid"));
    const auto read = server.get(draft.header("Location"), {intake});
    CHECK(read.header("ETag") == draft.header("ETag"));
    CHECK(read.json().at("form").at("complainant").at("name") == "南京启明机械有限公司");
    CHECK(server.get("/api/v1/calls/figures", {intake}).json().at("converted") == 1);
}

TEST_CASE("who may use the register") {
    const test::TestServer server(false);
    const auto entered = server.post("/api/v1/calls", {server.signed_in("hotline"), fresh_key()}, call_body);
    REQUIRE(entered.status == 201);
    CHECK(server.get(entered.header("Location"), {server.signed_in("intake_head")}).status == 200);
    for (const auto* login : {"handler", "handling_head", "supervisor", "admin", "auditor", "statistics"}) {
        CAPTURE(login);
        const auto session = server.signed_in(login);
        CHECK(server.get("/api/v1/calls", {session}).code() == "forbidden");
        CHECK(server.get(entered.header("Location"), {session}).code() == "forbidden");
    }
    const auto intake = server.signed_in("intake");
    CHECK(server.get("/api/v1/calls/01938f00-0000-7000-8000-000000000000", {intake}).code() ==
          "call_not_found");
    for (const char* question :
         {"limit=0", "kind=fax", "converted=maybe", "from=2026-02-30", "colour=red", "after=x"}) {
        CAPTURE(question);
        CHECK(server.get("/api/v1/calls?" + std::string(question), {intake}).code() == "invalid_input");
    }
    CHECK(server.get("/api/v1/calls/count?limit=5", {intake}).code() == "invalid_input");
    CHECK(server.get("/api/v1/calls/figures?kind=phone", {intake}).code() == "invalid_input");
}

TEST_CASE("a platform's key opens its own two doors, until it ends") {
    test::TestServer server(false);
    const auto token = issue(server, "intake", 3'600'000);
    CHECK(server.get("/api/v1/intake/events", {bearer(token)}).status == 200);
    CHECK(server.get("/api/v1/complaints", {bearer(token)}).code() == "unauthenticated");
    CHECK(server.get("/api/v1/intake/events", {server.signed_in("intake")}).code() == "unauthenticated");
    for (const auto& wrong : {token + "0", "qq_" + std::string(64, '0'), std::string("x")}) {
        CHECK(server.get("/api/v1/intake/events", {bearer(wrong)}).code() == "unauthenticated");
    }
    server.clock().advance(3'600'000);
    CHECK(server.get("/api/v1/intake/events", {bearer(token)}).code() == "unauthenticated");
    const auto handler = issue(server, "handler");
    CHECK(
        server.post("/api/v1/intake", {bearer(handler), fresh_key()}, intake_body("1", {}, "摘要")).code() ==
        "forbidden");
}

TEST_CASE("a platform sends in, asks again, and fetches what happened") {
    test::TestServer server(false);
    const auto token = issue(server, "intake");
    const auto body = intake_body("GD-1", test::complete_form());
    const auto key = fresh_key();
    const auto sent = server.post("/api/v1/intake", {bearer(token), key}, body);
    INFO(sent.body);
    REQUIRE(sent.status == 201);
    const auto complaint = sent.json().at("complaint");
    CHECK(sent.json().at("receipt").at("code").is_string());
    CHECK(server.post("/api/v1/intake", {bearer(token), key}, body).body == sent.body);
    const auto again = server.post("/api/v1/intake", {bearer(token), fresh_key()}, body);
    CHECK(again.json().at("complaint").at("uid") == complaint.at("uid"));
    CHECK(again.json().at("receipt").at("code").is_null());
    CHECK(server.post("/api/v1/intake", {bearer(token), fresh_key()}, intake_body("GD-1", {})).code() ==
          "source_number_used");
    CHECK(server.post("/api/v1/intake", {bearer(token)}, body).code() == "idempotency_key_required");

    const auto intake = server.signed_in("intake");
    const auto address = "/api/v1/complaints/" + std::string(complaint.at("uid").as_string());
    const auto etag = server.get(address, {intake}).header("ETag");
    const auto accepted = server.post(address + "/transitions", {intake, test::if_match(etag), fresh_key()},
                                      R"({"action":"accept"})");
    REQUIRE(accepted.status == 201);
    const auto events = server.get("/api/v1/intake/events", {bearer(token)}).json();
    REQUIRE(events.at("items").as_array().size() == 2);
    CHECK(events.at("items").at(1).at("event").at("type") == "accepted");
    const auto after = std::string(events.at("next").as_string());
    CHECK(server.get("/api/v1/intake/events?after=" + after, {bearer(token)})
              .json()
              .at("items")
              .as_array()
              .empty());
    const auto related = server.get(address + "/related", {intake}).json();
    CHECK(related.at("source").at("number") == "GD-1");
}

TEST_CASE("a platform sends files after a complaint, through the same checks as everybody") {
    test::TestServer server(false);
    const auto token = issue(server, "intake");
    const auto send = [&](std::string_view number, std::string_view query, std::string_view content) {
        return test::send(server.port(), "POST",
                          "/api/v1/intake/" + std::string(number) + "/attachments?" + std::string(query),
                          {bearer(token), fresh_key(), {"Content-Type", "application/octet-stream"}},
                          content);
    };
    constexpr std::string_view pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    constexpr std::string_view contract = "kind=contract&name=a.pdf";
    CHECK(send("GD-7", contract, pdf).code() == "complaint_not_found");
    const auto sent = server.post("/api/v1/intake", {bearer(token), fresh_key()},
                                  intake_body("GD-7", test::complete_form()));
    REQUIRE(sent.status == 201);
    const auto uid = std::string(sent.json().at("complaint").at("uid").as_string());
    const auto kept = send("GD-7", contract, pdf);
    INFO(kept.body);
    REQUIRE(kept.status == 201);
    CHECK(kept.json().at("verdict").as_string() == "pending");
    CHECK(send("GD-7", "kind=contract&name=a.exe", "MZ\x90\x00not a document at all").status == 415);
    CHECK(send("GD-7", "kind=nothing&name=a.pdf", pdf).code() == "invalid_input");
    const auto listed =
        server.get("/api/v1/complaints/" + uid + "/attachments", {server.signed_in("intake")});
    CHECK(listed.json().at("items").as_array().size() == 1);
    CHECK(test::send(server.port(), "POST", "/api/v1/intake/GD-7/attachments?" + std::string(contract),
                     {fresh_key(), {"Content-Type", "application/octet-stream"}}, pdf)
              .status == 401);
    // A line of the register has no files yet.
    REQUIRE(server.post("/api/v1/intake", {bearer(token), fresh_key()}, intake_body("GD-8", {}, "来电询问"))
                .status == 201);
    CHECK(send("GD-8", contract, pdf).code() == "attachments_closed");
}

TEST_CASE("who takes complaints down at the hotline does not keep them in hand at the reviewing body") {
    test::TestServer server(false);
    const auto filed = server.post(
        "/api/v1/complaints", {server.signed_in("hotline"), fresh_key()},
        serialize(json::object{{"form", test::complete_form()}, {"submit", true}, {"channel", "phone"}}));
    INFO(filed.body);
    REQUIRE(filed.status == 201);
    const auto uid = std::string(filed.json().at("complaint").at("uid").as_string());
    const auto seen = server.get("/api/v1/complaints/" + uid, {server.signed_in("intake")});
    CHECK(seen.json().at("assignee").is_null());
    // He still follows what he took down, and the desk keeps what it took down itself.
    CHECK(server.get("/api/v1/complaints/" + uid, {server.signed_in("hotline")}).status == 200);
    const auto own = server.post(
        "/api/v1/complaints", {server.signed_in("intake"), fresh_key()},
        serialize(json::object{{"form", test::complete_form()}, {"submit", true}, {"channel", "counter"}}));
    REQUIRE(own.status == 201);
    const auto kept = std::string(own.json().at("complaint").at("uid").as_string());
    CHECK(server.get("/api/v1/complaints/" + kept, {server.signed_in("intake")})
              .json()
              .at("assignee")
              .is_object());
}

TEST_CASE("a second filing by the same person names the first, to him alone") {
    const test::TestServer server(false);
    const auto first = server.file_complaint();
    const auto draft = server.ready_draft();
    const auto submitted = server.submit(draft, {test::secret(), fresh_key(), test::if_match(draft.etag)});
    INFO(submitted.body.substr(0, 500));
    REQUIRE(submitted.status == 201);
    const auto earlier = submitted.json().at("earlier").as_array();
    REQUIRE(earlier.size() == 1);
    CHECK(earlier.at(0).at("complaint").at("number").as_string() == first.number);
    CHECK(earlier.at(0).at("same").as_array().size() == 2);
    constexpr std::string_view other = "another-secret-of-the-right-length-00";
    const auto stranger = server.ready_draft(other);
    const auto theirs =
        server.submit(stranger, {test::secret(other), fresh_key(), test::if_match(stranger.etag)});
    CHECK(theirs.json().at("earlier").as_array().empty());
    const auto address = "/api/v1/complaints/" + first.uid;
    const auto intake = server.signed_in("intake");
    CHECK(server.get(address + "/related", {intake}).json().at("similar").as_array().size() == 2);
    CHECK(server.get(address + "/related", {test::secret()}).json().at("similar").as_array().size() == 1);
    const auto record = server.get(address + "/respondent-record?limit=2", {intake}).json();
    CHECK(record.at("count") == 3);
    CHECK(record.at("items").as_array().size() == 2);
    const auto next = std::string(record.at("next").as_string());
    const auto rest = server.get(address + "/respondent-record?limit=2&after=" + next, {intake}).json();
    CHECK(rest.at("items").as_array().size() == 1);
    CHECK(rest.at("next").is_null());
    CHECK(server.get(address + "/respondent-record", {test::secret()}).status == 401);
    CHECK(server.get(address + "/route", {intake}).json().at("rule") == "default");
}

TEST_CASE("many cases at once, each with its own result, none for all") {
    const test::TestServer server(false);
    std::vector<test::TestServer::FiledCase> filed;
    for (int i = 0; i < 4; ++i) filed.push_back(server.file_complaint());
    const auto intake = server.signed_in("intake");
    const auto key = fresh_key();
    const auto body = bulk_body(
        "accept", {bulk_item(filed[0].number, filed[0].etag), bulk_item(filed[1].uid, "\"99\""),
                   bulk_item("JSTS20200101000001", "\"1\""), bulk_item(filed[2].uid, filed[2].etag)});
    const auto done = server.post("/api/v1/bulk", {intake, key}, body);
    INFO(done.body);
    REQUIRE(done.status == 200);
    std::vector<std::int64_t> statuses;
    const auto results = done.json();
    for (const auto& item : results.at("items").as_array()) statuses.push_back(item.at("status").as_int64());
    CHECK(statuses == std::vector<std::int64_t>{201, 412, 404, 201});
    CHECK(results.at("items").at(0).at("complaint").at("state") == "ACCEPTED");
    CHECK(results.at("items").at(1).at("problem").at("code") == "stale");
    CHECK_FALSE(results.at("items").at(1).at("problem").as_object().contains("current"));
    const auto again = server.post("/api/v1/bulk", {intake, key}, body).json();
    CHECK(again.at("items").at(0).at("complaint") == results.at("items").at(0).at("complaint"));
    CHECK(again.at("items").at(0).at("status") == 201);
    const auto events = server.get("/api/v1/complaints/" + filed[0].uid + "/events", {intake}).json();
    CHECK(events.at("items").as_array().size() == 2);
    CHECK(server.get("/api/v1/complaints/count?state=ACCEPTED", {intake}).json().at("count") == 2);
    // The scope applies to each: another body's officer finds none of them.
    const auto foreign = server.post("/api/v1/bulk", {server.signed_in("foreign"), fresh_key()},
                                     bulk_body("accept", {bulk_item(filed[3].uid, filed[3].etag)}));
    CHECK(foreign.json().at("items").at(0).at("problem").at("code") == "complaint_not_found");
}

TEST_CASE("bulk requests that are refused as a whole") {
    const test::TestServer server(false);
    const auto filed = server.file_complaint();
    const auto intake = server.signed_in("intake");
    json::array many;
    for (int i = 0; i < 101; ++i)
        many.push_back(bulk_item("JSTS2026112300" + std::to_string(1000 + i), "\"1\""));
    for (const auto& items :
         {json::array{}, many,
          json::array{bulk_item(filed.uid, filed.etag), bulk_item(filed.uid, filed.etag)}}) {
        const auto refused = server.post("/api/v1/bulk", {intake, fresh_key()}, bulk_body("accept", items));
        CHECK(refused.code() == "invalid_input");
    }
    CHECK(server.post("/api/v1/bulk", {intake}, bulk_body("accept", {})).code() ==
          "idempotency_key_required");
    CHECK(server.post("/api/v1/bulk", {server.signed_in("auditor"), fresh_key()}, bulk_body("accept", {}))
              .code() == "forbidden");
    CHECK(server.post("/api/v1/bulk", {fresh_key()}, bulk_body("accept", {})).code() == "unauthenticated");
}

TEST_CASE("a substitute acts for whom he stands in on the days of it, as every request reads anew") {
    test::TestServer server(false);
    const auto cookie = server.signed_in("intake").second;
    const auto hash = identity::token_hash(std::string_view(cookie).substr(cookie.find('=') + 1));
    const auto represented = [&] {
        return server.store()
            .read_now<std::vector<records::Represented>>(
                [&](store::ReadTx& tx) -> base::Result<std::vector<records::Represented>> {
                    return identity::find_principal(tx, hash, {}).value().actor.represents;
                })
            .value();
    };
    CHECK(represented().empty());
    const auto made =
        server.store().write_now<std::int64_t>([](store::WriteTx& tx) -> base::Result<std::int64_t> {
            const auto substitute = store::identity::officer_by_login(tx, "intake").value();
            const auto away = store::identity::officer_by_login(tx, "intake_head").value();
            store::substitutions::Substitution row{.officer = away.id,
                                                   .substitute = substitute.id,
                                                   .from_day = "2026-11-24",
                                                   .until_day = "2026-11-30",
                                                   .reason = "出差",
                                                   .made_by = away.id,
                                                   .created_at = tx.now()};
            store::substitutions::insert(tx, row);  // not yet
            row.from_day = "2026-11-23";
            store::substitutions::insert(tx, row);
            return row.id;
        });
    REQUIRE(made);
    REQUIRE(represented().size() == 1);
    CHECK(represented()[0].roles == std::vector<std::string>{"intake_head"});
    const auto ended = server.store().write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
        store::substitutions::end(tx, *made, tx.now());
        return true;
    });
    REQUIRE(ended);
    CHECK(represented().empty());
}
