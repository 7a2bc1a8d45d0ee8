#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <string>

#include "integration/support/server.hpp"
#include "store/complaints.hpp"

using namespace qingqian;
using test::fresh_key;
using test::if_match;

namespace {

namespace json = boost::json;

constexpr std::string_view entry = "/api/v1/sessions";
constexpr std::string_view page_of_pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

std::string session_body(std::string_view kind, std::string_view code, std::string_view tail) {
    return json::serialize(json::object{{"kind", kind}, {"receipt_code", code}, {"credit_code_tail", tail}});
}

/// One case over the wire, each step with the ETag of the step before.
class Wire {
  public:
    Wire() : filed_(server.file_complaint()), etag_(filed_.etag) {}

    const std::string& uid() const { return filed_.uid; }
    std::string address(std::string_view below = {}) const {
        return "/api/v1/complaints/" + filed_.uid + std::string(below);
    }

    test::Reply step(const std::pair<std::string, std::string>& who, std::string_view action,
                     json::object input = {}) {
        auto reply =
            server.post(address("/transitions"), {who, if_match(etag_), fresh_key()},
                        json::serialize(json::object{{"action", action}, {"input", std::move(input)}}));
        INFO(action << " " << reply.body);
        CHECK(reply.status == 201);
        if (reply.status == 201) etag_ = reply.header("ETag");
        return reply;
    }

    /// As far as the inquiry; its answer.
    test::Reply inquire() {
        const auto intake = server.signed_in("intake");
        const auto handler = server.signed_in("handler");
        step(intake, "accept");
        step(intake, "transfer",
             {{"handling_body", "JS-H1"}, {"override_reason", "由省级主管部门直接处理本件投诉。"}});
        step(handler, "sign_for");
        return step(handler, "inquire",
                    {{"extract", "投诉人称已按合同交付设备，货款尚未支付。"},
                     {"questions", "合同是否履行，欠款金额是否属实？"}});
    }

    test::TestServer server{false};

  private:
    test::TestServer::FiledCase filed_;
    std::string etag_;
};

}  // namespace

TEST_CASE("the respondent comes in by its code, sees its extract alone, proves and answers") {
    Wire wire;
    auto& server = wire.server;
    const auto asked = wire.inquire();
    const auto code = std::string(asked.json().at("access_code").as_string());
    const auto handler = server.signed_in("handler");

    CHECK(server.post(entry, {}, session_body("respondent", code, "000000")).code() == "tracking_failed");
    CHECK(server.post(entry, {}, session_body("tracking", code, "5685X8")).code() == "tracking_failed");
    const auto entered = server.post(entry, {}, session_body("respondent", code, "5685X8"));
    INFO(entered.body);
    REQUIRE(entered.status == 201);
    CHECK(entered.json().at("kind").as_string() == "respondent");
    const std::pair<std::string, std::string> session{"Cookie", entered.cookie()};

    const auto seen = server.get(wire.address(), {session});
    REQUIRE(seen.status == 200);
    CHECK(seen.json().at("inquiry").at("questions").as_string() == "合同是否履行，欠款金额是否属实？");
    CHECK(seen.json().at("contacts").as_array().empty());
    CHECK(seen.json().at("attachments").as_array().empty());
    CHECK_FALSE(seen.json().at("form").as_object().contains("claim"));
    const auto clocks = server.get(wire.address("/clocks"), {session}).json().at("items");
    REQUIRE(clocks.as_array().size() == 1);  // its own; how far the case has come is not its business
    CHECK(clocks.at(0).at("kind").as_string() == "inquiry_answer");
    CHECK_FALSE(clocks.at(0).at("explain").as_array().empty());
    for (const auto* below : {"/receipt", "/related", "/route"}) {
        CAPTURE(below);
        CHECK(server.get(wire.address(below), {session}).status == 403);
    }
    CHECK(server.get("/api/v1/complaints", {session}).status == 403);
    CHECK(server.patch(wire.address(), {session, if_match("\"1\"")}, R"({"form":{}})").status == 403);

    const auto wrong_kind =
        server.upload(wire.uid(), {session, fresh_key()}, "kind=contract&name=a.pdf", page_of_pdf);
    CHECK(wrong_kind.code() == "attachments_closed");
    const auto proof =
        server.upload(wire.uid(), {session, fresh_key()}, "kind=respondent_proof&name=a.pdf", page_of_pdf);
    INFO(proof.body);
    REQUIRE(proof.status == 201);
    const auto answered = wire.step(session, "answer",
                                    {{"contract_admitted", true},
                                     {"admitted", 100},
                                     {"disputed", 0},
                                     {"proof", json::array{proof.json().at("uid")}}});
    CHECK(answered.json().at("complaint").at("contacts").as_array().empty());
    CHECK(server.get(wire.address("/attachments"), {session}).json().at("items").as_array().size() == 1);
    CHECK(server
              .remove(wire.address("/attachments/" + std::string(proof.json().at("uid").as_string())),
                      {handler})
              .status == 409);
    const auto files = server.get(wire.address("/attachments"), {handler}).json();
    CHECK(files.at("items").as_array().size() > 1);
}

TEST_CASE("a respondent whose credit code nobody knows comes in by the letter's code alone") {
    Wire wire;
    auto& server = wire.server;
    const auto code = std::string(wire.inquire().json().at("access_code").as_string());
    const auto by_code = json::serialize(json::object{{"kind", "respondent"}, {"receipt_code", code}});
    // As long as it is known it is asked for.
    CHECK(server.post(entry, {}, by_code).code() == "tracking_failed");
    const auto forgotten = server.store().write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
        auto complaint = store::complaints::find(tx, wire.uid()).value();
        complaint.respondent_code.clear();
        store::complaints::update(tx, complaint);
        return true;
    });
    REQUIRE(forgotten);
    CHECK(server.post(entry, {}, session_body("respondent", "ABCD-EFGH-JKLM-NPQR", "123456")).code() ==
          "tracking_failed");
    const auto entered = server.post(entry, {}, by_code);
    INFO(entered.body);
    REQUIRE(entered.status == 201);
    CHECK(server.get(wire.address(), {{"Cookie", entered.cookie()}}).status == 200);
    CHECK(server.post(entry, {}, R"({"kind":"tracking","receipt_code":"ABCD-EFGH-JKLM-NPQR"})").code() ==
          "invalid_input");
}

TEST_CASE("a case over the wire shows its tracks, documents, bodies and account to who handles it") {
    Wire wire;
    wire.inquire();
    const auto seen = wire.server.get(wire.address(), {wire.server.signed_in("handler")}).json();
    REQUIRE(seen.at("tracks").as_array().size() == 1);
    CHECK(seen.at("tracks").at(0).at("kind").as_string() == "inquiry");
    CHECK(seen.at("tracks").at(0).at("document") == seen.at("inquiry").at("document"));
    CHECK(seen.at("documents").as_array().size() == 3);
    CHECK(seen.at("bodies").at(0).at("role").as_string() == "lead");
    CHECK(seen.at("ledger").at("balance").at("remaining") == seen.at("remaining_fen"));
    bool bounded = false;
    for (const auto& offer : seen.at("actions").as_array()) {
        if (offer.at("action").as_string() != "propose_extension") continue;
        for (const auto& field : offer.at("fields").as_array()) {
            if (field.at("name").as_string() != "new_date") continue;
            bounded = field.as_object().contains("not_before") && field.as_object().contains("not_after");
        }
    }
    CHECK(bounded);
}
