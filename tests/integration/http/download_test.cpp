#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "http/static_site.hpp"
#include "live_server.hpp"

using namespace qingqian;
using namespace qingqian::tests;

namespace {

struct TemporaryFile {
    char path[32] = "/tmp/qingqian-XXXXXX";
    explicit TemporaryFile(const std::string& content) {
        ::close(::mkstemp(path));
        std::ofstream(path, std::ios::binary) << content;
    }
    ~TemporaryFile() { ::unlink(path); }
};

std::string get(const std::string& path, const std::string& fields = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

}  // namespace

TEST_CASE("files are sent in pieces and by ranges") {
    std::string content;
    for (int i = 0; i < 500'000; ++i) content += static_cast<char>('a' + i % 26);
    const TemporaryFile file(content);
    LiveServer live;
    http::Route row;
    row.method = "GET";
    row.pattern = "/file";
    row.produces = "";
    row.handle = [&](auto exchange) {
        exchange->respond(http::download({.path = file.path, .open = {}, .length = {}}, "application/pdf",
                                         "a.pdf", "\"v\""));
    };
    live.router.add(row);
    row.pattern = "/part";
    row.handle = [&](auto exchange) {
        auto open = std::make_shared<http::Descriptor>(::open(file.path, O_RDONLY));
        exchange->respond(http::download({.path = {}, .open = open, .offset = 100, .length = 50},
                                         "text/plain", "a", "\"p\""));
    };
    live.router.add(row);
    row.pattern = "/gone";
    row.handle = [](auto exchange) {
        exchange->respond(http::download({.path = "/nowhere/at/all", .open = {}, .length = {}}, "text/plain",
                                         "a", "\"g\""));
    };
    live.router.add(row);
    live.start();

    RawClient client(live.port());
    client.send(get("/file"));
    const auto whole = client.read_answer();
    CHECK(status_of(whole) == 200);
    CHECK(body_of(whole) == content);
    CHECK(header_of(whole, "Accept-Ranges") == "bytes");
    CHECK(header_of(whole, "Content-Security-Policy").starts_with("sandbox;"));
    client.send("HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(header_of(client.read_answer(true), "Content-Length") == "500000");
    client.send(get("/file", "Range: bytes=200000-399999\r\n"));
    const auto range = client.read_answer();
    CHECK(status_of(range) == 206);
    CHECK(header_of(range, "Content-Range") == "bytes 200000-399999/500000");
    CHECK(body_of(range) == content.substr(200'000, 200'000));
    client.send(get("/file", "Range: bytes=500000-\r\n"));
    const auto outside = client.read_answer();
    CHECK(status_of(outside) == 416);
    CHECK(header_of(outside, "Content-Range") == "bytes */500000");
    client.send(get("/file", "If-None-Match: \"v\"\r\n"));
    CHECK(status_of(client.read_answer()) == 304);
    client.send(get("/part", "Range: bytes=-10\r\n"));
    const auto part = client.read_answer();
    CHECK(header_of(part, "Content-Range") == "bytes 40-49/50");
    CHECK(body_of(part) == content.substr(140, 10));
    client.send(get("/gone"));
    CHECK(status_of(client.read_answer()) == 500);
    client.send(get("/part"));
    CHECK(body_of(client.read_answer()) == content.substr(100, 50));
}

TEST_CASE("the web client is served with validators, ranges and compressed variants") {
    LiveServer live;
    const http::StaticSite site(
        {{"web/index.html", "<html>"}, {"web/assets/a-1.js", "script"}, {"web/assets/a-1.js.br", "smaller"}});
    live.router.set_fallback([&](const http::RequestHead& head) { return site.answer(head); });
    live.route("GET", "/api/x", http::BodyKind::none,
               [](auto exchange) { exchange->respond(http::json(200, "{}")); });
    live.start();

    const auto page = live.ask(get("/desk/queue"));
    CHECK(body_of(page) == "<html>");
    CHECK(header_of(page, "Cache-Control") == "no-cache");
    CHECK(header_of(page, "Content-Security-Policy").starts_with("default-src 'none'; script-src 'self'"));
    const auto script = live.ask(get("/assets/a-1.js", "Accept-Encoding: br\r\n"));
    CHECK(body_of(script) == "smaller");
    CHECK(header_of(script, "Content-Encoding") == "br");
    const auto etag = header_of(script, "ETag");
    const auto again =
        live.ask(get("/assets/a-1.js", "Accept-Encoding: br\r\nIf-None-Match: " + etag + "\r\n"));
    CHECK(status_of(again) == 304);
    CHECK(header_of(again, "ETag") == etag);
    CHECK(header_of(again, "Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(body_of(again).empty());
    CHECK(body_of(live.ask(get("/assets/a-1.js", "Range: bytes=0-2\r\n"))) == "scr");
    CHECK(status_of(live.ask(get("/assets/b.js"))) == 404);
    CHECK(status_of(live.ask(get("/api/none"))) == 404);
    CHECK(status_of(live.ask(get("/../../etc/passwd.txt"))) == 404);
    const auto posted = live.ask("POST /desk HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    CHECK(status_of(posted) == 405);
    CHECK(header_of(posted, "Allow") == "GET, HEAD, OPTIONS");
}
