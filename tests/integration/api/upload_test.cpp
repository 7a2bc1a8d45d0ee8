// Uploads in several requests, over real sockets: what tus 1.0.0 asks for, and what a hostile client tries.
#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "base/random.hpp"
#include "files/collect.hpp"
#include "integration/support/server.hpp"
#include "support/sample_files.hpp"

using namespace qingqian;
using test::fresh_key;
using test::Headers;
using test::Reply;
using test::secret;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view contract_pdf = "kind Y29udHJhY3Q=,name 5ZCI5ZCMLnBkZg==";  // contract, 合同.pdf

/// A PDF of about `size` bytes.
std::string long_pdf(std::size_t size) {
    return samples::pdf("/Lang (" + std::string(size, 'x') + ")");
}

/// A draft of the default secret with one upload on its way to it.
class Sender {
  public:
    explicit Sender(const test::TestServer& server) : server_(server) {
        const auto reply = server.post("/api/v1/complaints", {secret(), fresh_key()}, "{\"form\":{}}");
        REQUIRE(reply.status == 201);
        complaint = std::string(reply.json().at("complaint").at("uid").as_string());
    }

    std::string uploads() const { return "/api/v1/complaints/" + complaint + "/uploads"; }
    Reply create(std::size_t length, std::string_view metadata = contract_pdf, Headers more = {}) const {
        more.insert(more.end(),
                    {secret(), {"Tus-Resumable", "1.0.0"}, {"Upload-Metadata", std::string(metadata)}});
        more.emplace_back("Upload-Length", std::to_string(length));
        return test::send(server_.port(), "POST", uploads(), more);
    }
    /// Begins one and remembers its address.
    void begin(std::size_t length, std::string_view metadata = contract_pdf) {
        const auto reply = create(length, metadata);
        INFO(reply.body);
        REQUIRE(reply.status == 201);
        address = reply.header("Location");
    }
    Reply append(std::size_t offset, std::string_view bytes, Headers more = {}) const {
        more.insert(more.end(),
                    {secret(), {"Tus-Resumable", "1.0.0"}, {"Upload-Offset", std::to_string(offset)}});
        more.emplace_back("Content-Type", "application/offset+octet-stream");
        return test::send(server_.port(), "PATCH", address, more, bytes);
    }
    Reply head() const {
        return test::send(server_.port(), "HEAD", address, {secret(), {"Tus-Resumable", "1.0.0"}});
    }
    Reply terminate() const {
        return test::send(server_.port(), "DELETE", address, {secret(), {"Tus-Resumable", "1.0.0"}});
    }
    std::size_t attachments() const {
        return server_.get("/api/v1/complaints/" + complaint + "/attachments", {secret()})
            .json()
            .at("items")
            .as_array()
            .size();
    }
    /// Sends the header of a PATCH of `length` bytes and `bytes` of it, then lets the line drop.
    void break_off(std::size_t offset, std::size_t length, std::string_view bytes,
                   std::string_view more = "") const {
        const auto request = "PATCH " + address + " HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n" +
                             "Draft-Secret: " + std::string(test::draft_secret) +
                             "\r\nUpload-Offset: " + std::to_string(offset) +
                             "\r\nContent-Type: application/offset+octet-stream\r\n" + std::string(more) +
                             "Content-Length: " + std::to_string(length) + "\r\n\r\n" + std::string(bytes);
        const auto reply = test::send_cut(server_.port(), request);
        CHECK(reply.code() == "body_incomplete");
    }

    std::string complaint;
    std::string address;

  private:
    const test::TestServer& server_;
};

std::size_t parts_of(const test::TestServer& server) {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(server.folder() + "/blobs/uploads"))
        count += entry.is_regular_file() ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a file in three pieces becomes an attachment with its last byte") {
    const test::TestServer server;
    Sender sender(server);
    const auto content = long_pdf(200'000);
    sender.begin(content.size());
    CHECK(sender.head().header("Upload-Offset") == "0");
    CHECK(sender.head().header("Upload-Length") == std::to_string(content.size()));
    const std::array<std::size_t, 4> cuts{0, 70'000, 150'001, content.size()};
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        CHECK(sender.attachments() == 0);
        const auto reply = sender.append(cuts[i], content.substr(cuts[i], cuts[i + 1] - cuts[i]));
        INFO(reply.body);
        REQUIRE(reply.status == 204);
        CHECK(reply.header("Upload-Offset") == std::to_string(cuts[i + 1]));
        CHECK(reply.header("Tus-Resumable") == "1.0.0");
        CHECK(reply.header("Upload-Expires").ends_with("GMT"));
        CHECK(sender.head().header("Upload-Offset") == std::to_string(cuts[i + 1]));
    }
    CHECK(sender.attachments() == 1);
    const auto shown = server.get(sender.address, {secret()}).json();
    const auto& attachment = shown.at("attachment");
    CHECK(attachment.at("sha256").as_string() == base::sha256_hex(content));
    CHECK(attachment.at("name").as_string() == "合同.pdf");
    CHECK(attachment.at("content_type").as_string() == "application/pdf");
    CHECK(parts_of(server) == 0);
    // Repeating the last piece changes nothing, and what is there cannot be given up as an upload.
    CHECK(sender.append(cuts[2], content.substr(cuts[2])).code() == "upload_offset_wrong");
    CHECK(sender.append(content.size(), "").status == 204);
    CHECK(sender.terminate().code() == "upload_complete");
    CHECK(sender.attachments() == 1);
    CHECK(server.get(sender.uploads(), {secret()}).json().at("items").as_array().empty());
}

TEST_CASE("what arrived before the line broke counts, and the rest follows") {
    const test::TestServer server;
    Sender sender(server);
    const auto content = long_pdf(3'000'000);
    sender.begin(content.size());
    sender.break_off(0, content.size(), content.substr(0, 2'500'000));
    const auto offset = std::stoull(sender.head().header("Upload-Offset"));
    CHECK(offset == 2'500'000);
    const auto open = server.get(sender.uploads(), {secret()}).json().at("items").as_array();
    REQUIRE(open.size() == 1);
    CHECK(open[0].at("received").as_int64() == 2'500'000);
    CHECK(sender.append(offset, content.substr(offset)).status == 204);
    const auto shown = server.get(sender.address, {secret()}).json();
    CHECK(shown.at("attachment").at("sha256").as_string() == base::sha256_hex(content));
}

TEST_CASE("a piece under a checksum counts whole or not at all") {
    const test::TestServer server(false);
    Sender sender(server);
    const auto content = long_pdf(100'000);
    sender.begin(content.size());
    const std::pair<std::string, std::string> wrong{"Upload-Checksum", "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="};
    const auto refused = sender.append(0, content.substr(0, 80'000), {wrong});
    CHECK(refused.status == 460);
    CHECK(refused.code() == "upload_checksum_mismatch");
    CHECK(sender.head().header("Upload-Offset") == "0");
    sender.break_off(0, 80'000, content.substr(0, 70'000), "Upload-Checksum: " + wrong.second + "\r\n");
    CHECK(sender.head().header("Upload-Offset") == "0");
    CHECK(sender.append(0, content, {{"Upload-Checksum", "crc32 AAAA"}}).code() == "upload_header_wrong");
    CHECK(sender.append(0, content).status == 204);
    CHECK(sender.attachments() == 1);
}

TEST_CASE("pieces that do not fit are refused, and nothing of them stays") {
    const test::TestServer server(false);
    Sender sender(server);
    const auto content = long_pdf(100'000);
    sender.begin(content.size());
    CHECK(sender.append(0, content.substr(0, 66'000)).status == 204);
    const auto elsewhere = sender.append(65'999, "x");
    CHECK(elsewhere.status == 409);
    CHECK(elsewhere.code() == "upload_offset_wrong");
    CHECK(elsewhere.json().at("offset").as_int64() == 66'000);
    CHECK(sender.append(66'001, "x").code() == "upload_offset_wrong");
    CHECK(sender.append(content.size() + 1, "x").code() == "upload_offset_wrong");
    const auto too_long = sender.append(66'000, content.substr(66'000) + "x");
    CHECK(too_long.status == 413);
    CHECK(too_long.code() == "upload_too_long");
    const auto chunked = test::send_raw(
        server.port(), "PATCH " + sender.address +
                           " HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n" +
                           "Draft-Secret: " + std::string(test::draft_secret) +
                           "\r\nUpload-Offset: 66000\r\nContent-Type: application/offset+octet-stream\r\n" +
                           "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nFFFFF\r\n" +
                           std::string(0xFFFFF, 'x') + "\r\n0\r\n\r\n");
    CHECK(chunked.code() == "upload_too_long");
    CHECK(sender.head().header("Upload-Offset") == "66000");
    CHECK(sender.append(66'000, content.substr(66'000), {{"Content-Type", "text/plain"}}).status == 415);
    CHECK(test::send(server.port(), "PATCH", sender.address, {secret(), {"Upload-Offset", "66000"}}, "x")
              .status == 412);
    CHECK(sender.append(66'000, content.substr(66'000)).status == 204);
}

TEST_CASE("what is no upload is refused when it begins") {
    const test::TestServer server(false,
                                  [](api::Settings& settings) { settings.files.complaint = 30'000'000; });
    const Sender sender(server);
    struct Row {
        std::string_view name;
        std::size_t length;
        std::string_view metadata;
        std::string_view code;
    };
    const std::array rows{
        Row{"Empty", 0, contract_pdf, "file_empty"},
        Row{"OverTheBound", 20 * 1024 * 1024 + 1, contract_pdf, "file_too_large"},
        Row{"NoMetadata", 10, "", "invalid_input"},
        Row{"UnknownKind", 10, "kind cG9lbQ==,name YS5wZGY=", "invalid_input"},
        Row{"NameOfDots", 10, "kind Y29udHJhY3Q=,name Li4v", "invalid_input"},
        Row{"Program", 10, "kind Y29udHJhY3Q=,name c2V0dXAuZXhl", "file_type_refused"},
        Row{"NotBase64", 10, "kind Y29udHJhY3Q=,name ...", "upload_header_wrong"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const auto reply = sender.create(row.length, row.metadata);
        INFO(reply.body);
        CHECK(reply.code() == row.code);
        CHECK(reply.header("Tus-Resumable") == "1.0.0");
    }
    const Headers stranger{{"Tus-Resumable", "1.0.0"}, {"Upload-Length", "10"}};
    CHECK(test::send(server.port(), "POST", sender.uploads(), stranger).status == 401);
    const auto old =
        test::send(server.port(), "POST", sender.uploads(), {secret(), {"Tus-Resumable", "0.2.2"}});
    CHECK(old.status == 412);
    CHECK(old.header("Tus-Version") == "1.0.0");
    CHECK(
        test::send(server.port(), "POST", sender.uploads(), {secret(), {"Tus-Resumable", "1.0.0"}}).code() ==
        "upload_header_wrong");
}

TEST_CASE("a path in a file's name is a name and no path") {
    const test::TestServer server(false);
    Sender sender(server);
    sender.begin(samples::pdf().size(), "kind Y29udHJhY3Q=,name Li4vLi4vZXRjL2EucGRm");  // ../../etc/a.pdf
    CHECK(sender.append(0, samples::pdf()).status == 204);
    CHECK(server.get(sender.address, {secret()}).json().at("name").as_string() == "a.pdf");
    for (const auto* id : {"..%2F..%2Fqingqian.db", "%2E%2E", "0000", "' OR 1=1 --"}) {
        CAPTURE(id);
        std::string target(id);
        for (auto at = target.find(' '); at != std::string::npos; at = target.find(' '))
            target.replace(at, 1, "%20");
        CHECK(server.get(sender.uploads() + "/" + target, {secret()}).status >= 400);
    }
}

TEST_CASE("another kind of file than its name says is refused as soon as it shows, and gone") {
    const test::TestServer server(false);
    Sender sender(server);
    const auto content = samples::archive() + std::string(200'000, 'x');
    sender.begin(content.size());
    const auto reply = sender.append(0, content.substr(0, 100'000));
    CHECK(reply.status == 415);
    CHECK(reply.code() == "file_type_mismatch");
    CHECK(sender.head().status == 404);
    CHECK(parts_of(server) == 0);
}

TEST_CASE("an announced digest that the whole file does not have ends the upload") {
    const test::TestServer server(false);
    Sender sender(server);
    // 64 times the letter a.
    const std::string digest =
        "sha256 YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ==";
    sender.begin(samples::pdf().size(), std::string(contract_pdf) + "," + digest);
    const auto reply = sender.append(0, samples::pdf());
    CHECK(reply.status == 422);
    CHECK(reply.code() == "file_digest_mismatch");
    CHECK(sender.head().status == 404);
    CHECK(sender.attachments() == 0);
}

TEST_CASE("an upload is its beginner's alone") {
    const test::TestServer server(false);
    Sender sender(server);
    sender.begin(100);
    const auto other = server.ready_draft("another-secret-of-the-right-length-00");
    const Headers foreign{secret("another-secret-of-the-right-length-00"), {"Tus-Resumable", "1.0.0"}};
    CHECK(server.get(sender.address, foreign).code() == "complaint_not_found");
    const auto own =
        "/api/v1/complaints/" + other.uid + "/uploads" + sender.address.substr(sender.uploads().size());
    CHECK(server.get(own, foreign).code() == "upload_not_found");
    CHECK(server.get(sender.address).status == 401);
    CHECK(server.get(sender.address, {server.signed_in("intake")}).status == 404);
}

TEST_CASE("given up is gone; after its time it is over, and its bytes are swept") {
    test::TestServer server(false);
    Sender sender(server);
    const auto content = long_pdf(100'000);
    sender.begin(content.size());
    CHECK(sender.append(0, content.substr(0, 70'000)).status == 204);
    CHECK(parts_of(server) == 1);
    CHECK(sender.terminate().status == 204);
    CHECK(sender.head().status == 404);
    CHECK(sender.append(70'000, content.substr(70'000)).status == 404);
    sender.begin(content.size());
    CHECK(sender.append(0, content.substr(0, 70'000)).status == 204);
    server.clock().advance(23 * 3'600'000);
    CHECK(sender.head().status == 200);
    server.clock().advance(3'600'000);
    CHECK(sender.head().status == 410);
    const auto late = sender.append(70'000, content.substr(70'000));
    CHECK(late.status == 410);
    CHECK(late.code() == "upload_expired");
    CHECK(server.get(sender.uploads(), {secret()}).json().at("items").as_array().empty());
    const files::BlobStore blobs(server.folder());
    const base::SystemClock real;
    const auto swept =
        files::sweep_uploads(server.store(), blobs, real.now() + 26 * 3'600'000, std::chrono::hours(24));
    CHECK(swept.value() == 1);
    CHECK(parts_of(server) == 0);
    server.clock().advance(base::UtcMillis{9} * 24 * 3'600'000);
    CHECK(files::sweep_uploads(server.store(), blobs, real.now(), std::chrono::hours(24)).value() == 0);
    CHECK(sender.head().status == 404);
}

TEST_CASE("a part that was lost is sent again from its start") {
    const test::TestServer server(false);
    Sender sender(server);
    const auto content = long_pdf(100'000);
    sender.begin(content.size());
    CHECK(sender.append(0, content.substr(0, 70'000)).status == 204);
    fs::remove(server.folder() + "/blobs/uploads" + sender.address.substr(sender.uploads().size()));
    CHECK(sender.head().header("Upload-Offset") == "0");
    CHECK(sender.append(70'000, content.substr(70'000)).code() == "upload_offset_wrong");
    CHECK(sender.append(0, content).status == 204);
    CHECK(sender.attachments() == 1);
}

TEST_CASE("the oldest make room where somebody begins more and more") {
    const test::TestServer server(false);
    Sender sender(server);
    sender.begin(100);
    const auto first = sender.address;
    for (int i = 0; i < 30; ++i) sender.begin(100);
    CHECK(server.get(sender.uploads(), {secret()}).json().at("items").as_array().size() == 30);
    CHECK(server.get(first, {secret()}).status == 404);
    CHECK(server.get(sender.address, {secret()}).status == 200);
}

TEST_CASE("the case's bound and its state are asked when an upload begins, goes on and ends") {
    const auto size = samples::pdf().size();
    const test::TestServer server(false,
                                  [&](api::Settings& settings) { settings.files.complaint = size + 10; });
    Sender sender(server);
    sender.begin(size);
    const auto first = sender.address;
    sender.begin(size);
    CHECK(sender.append(0, samples::pdf()).status == 204);
    sender.address = first;
    const auto reply = sender.append(0, samples::pdf());
    CHECK(reply.status == 413);
    CHECK(reply.code() == "case_files_too_large");
    CHECK(sender.create(size).code() == "case_files_too_large");
    CHECK(sender.attachments() == 1);
}

TEST_CASE("a network without PATCH, and a file that comes with its creation") {
    const test::TestServer server(false);
    Sender sender(server);
    const auto content = samples::pdf();
    sender.begin(content.size());
    const Headers by_post{secret(),
                          {"Tus-Resumable", "1.0.0"},
                          {"Upload-Offset", "0"},
                          {"Content-Type", "application/offset+octet-stream"},
                          {"X-HTTP-Method-Override", "PATCH"}};
    CHECK(test::send(server.port(), "POST", sender.address, by_post, content).status == 204);
    CHECK(sender.attachments() == 1);
    const auto at_once = test::send(server.port(), "POST", sender.uploads(),
                                    {secret(),
                                     {"Tus-Resumable", "1.0.0"},
                                     {"Upload-Length", std::to_string(content.size())},
                                     {"Upload-Metadata", std::string(contract_pdf)},
                                     {"Content-Type", "application/offset+octet-stream"}},
                                    content);
    CHECK(at_once.status == 201);
    CHECK(at_once.header("Upload-Offset") == std::to_string(content.size()));
    CHECK(at_once.header("Location").starts_with(sender.uploads() + "/"));
    CHECK(sender.attachments() == 2);
    const auto described = test::send(server.port(), "OPTIONS", sender.uploads(), {});
    CHECK(described.status == 204);
    CHECK(described.header("Tus-Extension") ==
          "creation,creation-with-upload,checksum,expiration,termination");
    CHECK(described.header("Tus-Max-Size") == "20971520");
    CHECK(described.header("Tus-Checksum-Algorithm") == "sha256,sha1");
}
