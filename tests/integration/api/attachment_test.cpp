#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <thread>

#include "base/random.hpp"
#include "integration/support/clamav.hpp"
#include "integration/support/server.hpp"
#include "support/sample_files.hpp"

using namespace qingqian;
using test::fresh_key;
using test::secret;

namespace {

/// A draft of the default secret; its uid.
std::string begin_draft(const test::TestServer& server) {
    const auto reply = server.post("/api/v1/complaints", {secret(), fresh_key()}, "{\"form\":{}}");
    REQUIRE(reply.status == 201);
    return std::string(reply.json().at("complaint").at("uid").as_string());
}

std::string uid_of(const test::Reply& reply) {
    return std::string(reply.json().at("uid").as_string());
}

std::string content_of(const std::string& complaint, const test::Reply& uploaded) {
    return "/api/v1/complaints/" + complaint + "/attachments/" + uid_of(uploaded) + "/content";
}

/// Asks until the verdict is there; the scanner works on its own thread.
test::Reply after_verdict(const test::TestServer& server, const std::string& target,
                          const test::Headers& headers) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (;;) {
        auto reply = server.get(target, headers);
        if (reply.code() != "file_pending" || std::chrono::steady_clock::now() > end) return reply;
        std::this_thread::yield();
    }
}

constexpr std::string_view pdf_query = "kind=contract&name=%E5%90%88%E5%90%8C.pdf";

}  // namespace

TEST_CASE("evidence goes in, is checked, and comes out as it was, in ranges too") {
    const test::TestServer server;
    const auto complaint = begin_draft(server);
    const auto content = samples::pdf();
    const auto uploaded = server.upload(complaint, {secret(), fresh_key()}, pdf_query, content);
    INFO(uploaded.body);
    REQUIRE(uploaded.status == 201);
    CHECK(uploaded.json().at("sha256").as_string() == base::sha256_hex(content));
    CHECK(uploaded.json().at("name").as_string() == "合同.pdf");
    CHECK(uploaded.json().at("verdict").as_string() == "pending");
    const auto target = content_of(complaint, uploaded);
    const auto whole = after_verdict(server, target, {secret()});
    REQUIRE(whole.status == 200);
    CHECK(whole.body == content);
    CHECK(whole.header("Content-Type") == "application/pdf");
    CHECK(whole.header("X-Content-Type-Options") == "nosniff");
    CHECK(whole.header("Content-Security-Policy").starts_with("sandbox"));
    CHECK(whole.header("Content-Disposition").contains("filename*=UTF-8''%E5%90%88%E5%90%8C.pdf"));
    const auto part = server.get(target, {secret(), {"Range", "bytes=0-7"}});
    CHECK(part.status == 206);
    CHECK(part.body == "%PDF-1.4");
    CHECK(server.get(target).status == 401);
    CHECK(server.get(target, {secret("another-secret-of-the-right-length-00")}).status == 404);
}

TEST_CASE("nothing is served before its verdict") {
    const test::TestServer server(false);
    const auto complaint = begin_draft(server);
    const auto uploaded = server.upload(complaint, {secret(), fresh_key()}, pdf_query, samples::pdf());
    REQUIRE(uploaded.status == 201);
    const auto reply = server.get(content_of(complaint, uploaded), {secret()});
    CHECK(reply.status == 409);
    CHECK(reply.code() == "file_pending");
}

TEST_CASE("a file that fails its check stays, and is not served") {
    const test::TestServer server;
    const auto complaint = begin_draft(server);
    const auto uploaded =
        server.upload(complaint, {secret(), fresh_key()}, pdf_query, samples::pdf("/S /Launch"));
    REQUIRE(uploaded.status == 201);
    const auto reply = after_verdict(server, content_of(complaint, uploaded), {secret()});
    CHECK(reply.status == 409);
    CHECK(reply.code() == "file_refused");
}

TEST_CASE("the EICAR test file never leaves quarantine, whoever asks; without the scanner files wait") {
    test::ClamAv daemon;
    const test::TestServer server(true, {}, {}, files::Clamd(*files::read_clamd_address(daemon.socket())));
    const auto complaint = begin_draft(server);
    const auto content = samples::pdf("/Note (" + test::eicar() + ")");
    const auto uploaded = server.upload(complaint, {secret(), fresh_key()}, pdf_query, content);
    REQUIRE(uploaded.status == 201);
    const auto target = content_of(complaint, uploaded);
    const auto reply = after_verdict(server, target, {secret()});
    CHECK(reply.status == 409);
    CHECK(reply.code() == "file_refused");
    CHECK_FALSE(reply.body.contains("EICAR-STANDARD"));
    const auto listed = server.get("/api/v1/complaints/" + complaint + "/attachments", {secret()});
    const auto answered = listed.json();
    const auto& item = answered.at("items").at(0);
    CHECK(item.at("verdict").as_string() == "infected");
    CHECK(item.at("findings").at(0).at("code").as_string() == "verdict_virus");
    CHECK(std::string(item.at("findings").at(0).at("sentences").at("zh-CN").as_string())
              .contains(test::ClamAv::signature));

    const auto sound = server.upload(complaint, {secret(), fresh_key()}, pdf_query, samples::pdf());
    CHECK(after_verdict(server, content_of(complaint, sound), {secret()}).status == 200);
    CHECK(server.get("/api/v1/complaints/" + complaint + "/attachments", {secret()})
              .json()
              .at("items")
              .at(1)
              .at("findings")
              .as_array()
              .empty());

    daemon.stop();
    const auto waiting = server.upload(complaint, {secret(), fresh_key()}, pdf_query, samples::pdf("/X 1"));
    REQUIRE(waiting.status == 201);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    CHECK(server.get(content_of(complaint, waiting), {secret()}).code() == "file_pending");
}

TEST_CASE("a script in a PDF and a picture of four gigapixels are told with their reasons") {
    const test::TestServer server;
    const auto complaint = begin_draft(server);
    const auto scripted = samples::pdf("/OpenAction << /S /Java#53cript /JS (1) >>");
    const auto first = server.upload(complaint, {secret(), fresh_key()}, pdf_query, scripted);
    CHECK(after_verdict(server, content_of(complaint, first), {secret()}).code() == "file_refused");
    const auto listed = server.get("/api/v1/complaints/" + complaint + "/attachments", {secret()});
    const auto answered = listed.json();
    const auto& item = answered.at("items").at(0);
    CHECK(item.at("verdict").as_string() == "unscannable");
    CHECK(item.at("pages").is_null());
    CHECK(item.at("findings").at(0).at("code").as_string() == "verdict_pdf_active_content");
}

TEST_CASE("uploads that are refused") {
    const test::TestServer server(false);
    const auto complaint = begin_draft(server);
    struct Row {
        std::string_view name;
        std::string_view query;
        std::string content;
        int status;
        std::string_view code;
    };
    const std::array rows{
        Row{"ProgramNamedPdf", pdf_query, samples::program(), 415, "file_type_mismatch"},
        Row{"ArchiveNamedPdf", pdf_query, samples::archive(), 415, "file_type_mismatch"},
        Row{"Program", "kind=contract&name=setup.exe", samples::program(), 415, "file_type_refused"},
        Row{"Empty", pdf_query, "", 422, "file_empty"},
        Row{"NoKind", "name=a.pdf", samples::pdf(), 422, "invalid_input"},
        Row{"UnknownKind", "kind=poem&name=a.pdf", samples::pdf(), 422, "invalid_input"},
        Row{"NoName", "kind=contract", samples::pdf(), 422, "invalid_input"},
        Row{"NameOfDots", "kind=contract&name=...", samples::pdf(), 422, "invalid_input"},
        Row{"UnknownParameter", "kind=contract&name=a.pdf&x=1", samples::pdf(), 422, "invalid_input"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto reply = server.upload(complaint, {secret(), fresh_key()}, row.query, row.content);
        INFO(reply.body);
        CHECK(reply.status == row.status);
        CHECK(reply.code() == row.code);
    }
    CHECK(server.upload(complaint, {secret()}, pdf_query, samples::pdf()).code() ==
          "idempotency_key_required");
    CHECK(server.upload(complaint, {fresh_key()}, pdf_query, samples::pdf()).status == 401);
    const auto damaged = server.upload(
        complaint, {secret(), fresh_key(), {"Content-Digest", "sha-256=:" + std::string(43, 'A') + "=:"}},
        pdf_query, samples::pdf());
    CHECK(damaged.code() == "file_digest_mismatch");
}

TEST_CASE("a file over the bound is refused before its body is read, and while it is read") {
    const test::TestServer server(false);
    const auto complaint = begin_draft(server);
    const auto target = "/api/v1/complaints/" + complaint + "/attachments?" + std::string(pdf_query);
    const auto key = fresh_key();
    std::string head = "POST " + target +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nDraft-Secret: " + std::string(test::draft_secret) +
                       "\r\nIdempotency-Key: " + key.second +
                       "\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n";
    SUBCASE("21 MB announced: nothing of it is asked for") {
        const auto reply =
            test::send_raw(server.port(), head + "Content-Length: 22020096\r\nExpect: 100-continue\r\n\r\n");
        CHECK(reply.status == 413);
        CHECK(reply.code() == "file_too_large");
        CHECK(reply.body.contains("20 MB"));
    }
    SUBCASE("21 MB in chunks without an announcement") {
        std::string bytes = head + "Transfer-Encoding: chunked\r\n\r\n";
        const std::string piece(1024 * 1024, ' ');
        for (int i = 0; i < 21; ++i)
            bytes += "100000\r\n" + (i == 0 ? "%PDF-1.4\n" + piece.substr(9) : piece) + "\r\n";
        const auto reply = test::send_raw(server.port(), bytes + "0\r\n\r\n");
        CHECK(reply.status == 413);
        CHECK(reply.code() == "file_too_large");
    }
}

TEST_CASE("a case takes so many bytes in all and no more") {
    const auto size = samples::pdf().size();
    const test::TestServer server(false,
                                  [&](api::Settings& settings) { settings.files.complaint = size + 10; });
    const auto complaint = begin_draft(server);
    CHECK(server.upload(complaint, {secret(), fresh_key()}, pdf_query, samples::pdf()).status == 201);
    const auto reply = server.upload(complaint, {secret(), fresh_key()}, pdf_query, samples::pdf());
    CHECK(reply.status == 413);
    CHECK(reply.code() == "case_files_too_large");
}

TEST_CASE("the same key keeps a file once; a file can be taken out again") {
    const test::TestServer server(false);
    const auto complaint = begin_draft(server);
    const auto key = fresh_key();
    const auto first = server.upload(complaint, {secret(), key}, pdf_query, samples::pdf());
    const auto again = server.upload(complaint, {secret(), key}, pdf_query, samples::pdf());
    REQUIRE(first.status == 201);
    CHECK(again.status == 201);
    CHECK(uid_of(first) == uid_of(again));
    CHECK(server.upload(complaint, {secret(), key}, pdf_query, samples::pdf(" ")).code() ==
          "idempotency_key_reused");
    const auto list = "/api/v1/complaints/" + complaint + "/attachments";
    CHECK(server.get(list, {secret()}).json().at("items").as_array().size() == 1);
    CHECK(server.remove(list + "/" + uid_of(first), {secret()}).status == 204);
    CHECK(server.remove(list + "/" + uid_of(first), {secret()}).code() == "attachment_not_found");
    CHECK(server.get(list, {secret()}).json().at("items").as_array().empty());
}

TEST_CASE("after the filing evidence is closed to its sender") {
    const test::TestServer server(false);
    const auto filed = server.file_complaint();
    const auto reply = server.upload(filed.uid, {secret(), fresh_key()}, pdf_query, samples::pdf());
    CHECK(reply.status == 409);
    CHECK(reply.code() == "attachments_closed");
}

TEST_CASE("an upload that is repeated after the filing gets its first answer") {
    const test::TestServer server(false);
    const auto draft = server.ready_draft();
    const auto key = fresh_key();
    const auto first = server.upload(draft.uid, {secret(), key}, pdf_query, samples::pdf("/Lang (zh)"));
    REQUIRE(first.status == 201);
    const auto present = server.get("/api/v1/complaints/" + draft.uid, {secret()});
    const auto filed = server.submit(draft, {secret(), fresh_key(), test::if_match(present.header("ETag"))});
    INFO(filed.body);
    REQUIRE(filed.status == 201);
    const auto again = server.upload(draft.uid, {secret(), key}, pdf_query, samples::pdf("/Lang (zh)"));
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
    const auto other = server.upload(draft.uid, {secret(), key}, pdf_query, samples::pdf("/Lang (en)"));
    CHECK(other.status == 422);
    CHECK(other.code() == "idempotency_key_reused");
    const auto fresh = server.upload(draft.uid, {secret(), fresh_key()}, pdf_query, samples::pdf());
    CHECK(fresh.status == 409);
    CHECK(fresh.code() == "attachments_closed");
}

TEST_CASE("an upload that filled the case gets its first answer again") {
    const auto size = samples::pdf().size();
    const test::TestServer server(false,
                                  [&](api::Settings& settings) { settings.files.complaint = size + 10; });
    const auto complaint = begin_draft(server);
    const auto key = fresh_key();
    const auto first = server.upload(complaint, {secret(), key}, pdf_query, samples::pdf());
    REQUIRE(first.status == 201);
    const auto again = server.upload(complaint, {secret(), key}, pdf_query, samples::pdf());
    CHECK(again.status == 201);
    CHECK(again.body == first.body);
}
