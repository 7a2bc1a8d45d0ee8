// Requests that a careless server would take, cut differently than its proxy, or wait for. Each is refused
// with the status named; those after which the next byte may be anything also close the connection.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "live_server.hpp"

using namespace qingqian;
using namespace qingqian::tests;

namespace {

struct Row {
    std::string name;
    std::string bytes;
    int status;
    bool closes = true;
};

const std::string host = "Host: a\r\n";
const std::string json = "Content-Type: application/json\r\n";

std::string get(const std::string& fields) {
    return "GET /ping HTTP/1.1\r\n" + host + fields + "\r\n";
}
std::string post(const std::string& fields, const std::string& body) {
    return "POST /echo HTTP/1.1\r\n" + host + json + fields + "\r\n" + body;
}

// A header of exactly `size` bytes.
std::string header_of_size(std::size_t size) {
    const std::string begin = "GET /ping HTTP/1.1\r\n" + host + "X: ";
    return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
}

std::string target_of_size(std::size_t size) {
    return "GET /ping?" + std::string(size - 6, 'q') + " HTTP/1.1\r\n" + host + "\r\n";
}

std::string many_fields(int count) {
    std::string fields;
    for (int i = 0; i < count; ++i) fields += "X" + std::to_string(i) + ": 1\r\n";
    return get(fields);
}

std::vector<Row> rows() {
    using namespace std::string_literals;
    return {
        // taken
        {"plain", get(""), 200, false},
        {"HTTP/1.0 without host", "GET /ping HTTP/1.0\r\n\r\n", 200},
        {"absolute form", "GET http://a/ping HTTP/1.1\r\n" + host + "\r\n", 200, false},
        {"empty lines before it", "\r\n\r\n" + get(""), 200, false},
        {"header of 16 KiB", header_of_size(16384), 200, false},
        {"target of 8 KiB", target_of_size(8192), 200, false},
        {"99 more fields", many_fields(99), 200, false},
        {"chunked", post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"), 200, false},
        {"chunked with extension and trailer",
         post("Transfer-Encoding: chunked\r\n", "2;a=\"b\"\r\n{}\r\n0\r\nX: y\r\n\r\n"), 200, false},
        // line ends and characters
        {"bare line feeds", "GET /ping HTTP/1.1\nHost: a\n\n", 400},
        {"one bare line feed", "GET /ping HTTP/1.1\r\nHost: a\n\r\n", 400},
        {"bare carriage return", "GET /ping HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400},
        {"folded line", get("X: a\r\n b\r\n"), 400},
        {"folded with tab", get("X: a\r\n\tb\r\n"), 400},
        {"space before colon", get("X : a\r\n"), 400},
        {"space before name", "GET /ping HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        {"no colon", get("X\r\n"), 400},
        {"empty name", get(": x\r\n"), 400},
        {"NUL in value", get("X: a\0b\r\n"s), 400},
        {"NUL in name", get("X\0: b\r\n"s), 400},
        {"NUL in target", "GET /pi\0ng HTTP/1.1\r\nHost: a\r\n\r\n"s, 400},
        {"delete character in value", get("X: \x7f\r\n"), 400},
        {"raw bytes in target", "GET /\xe6\x8a\x95 HTTP/1.1\r\n" + host + "\r\n", 400},
        {"encoded slash", "GET /a%2fb HTTP/1.1\r\n" + host + "\r\n", 400},
        {"encoded NUL", "GET /a%00b HTTP/1.1\r\n" + host + "\r\n", 400},
        {"cut percent", "GET /a% HTTP/1.1\r\n" + host + "\r\n", 400},
        {"two spaces", "GET  /ping HTTP/1.1\r\n" + host + "\r\n", 400},
        {"no version", "GET /ping\r\n" + host + "\r\n", 400},
        {"garbage version", "GET /ping HTTP/1.1x\r\n" + host + "\r\n", 400},
        {"TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01"s, 400},
        // host
        {"no host", "GET /ping HTTP/1.1\r\n\r\n", 400},
        {"two hosts", get("Host: a\r\n"), 400},
        {"host with path", "GET /ping HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"host with at", "GET /ping HTTP/1.1\r\nHost: a@b\r\n\r\n", 400},
        // lengths
        {"two lengths", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}"), 400},
        {"same length twice", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), 400},
        {"list of lengths", post("Content-Length: 2, 2\r\n", "{}"), 400},
        {"signed length", post("Content-Length: +2\r\n", "{}"), 400},
        {"negative length", post("Content-Length: -2\r\n", "{}"), 400},
        {"hexadecimal length", post("Content-Length: 0x2\r\n", "{}"), 400},
        {"empty length", post("Content-Length:\r\n", "{}"), 400},
        {"length beyond 64 bits", post("Content-Length: 99999999999999999999\r\n", "{}"), 400},
        {"length then coding", post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        {"coding then length", post("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "0\r\n\r\n"), 400},
        {"unknown coding", post("Transfer-Encoding: gzip\r\n", "{}"), 400},
        {"coding before chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
        {"chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         400},
        {"chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400},
        {"disguised chunked",
         post("Transfer-Encoding: \x0b"
              "chunked\r\n",
              "0\r\n\r\n"),
         400},
        {"xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400},
        {"chunked in HTTP/1.0",
         "POST /echo HTTP/1.0\r\n" + json + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"no length", post("", ""), 411, false},
        // chunks
        {"chunk size is no number", post("Transfer-Encoding: chunked\r\n", "zz\r\n"), 400},
        {"chunk with bare line feed", post("Transfer-Encoding: chunked\r\n", "2\n{}\r\n0\r\n\r\n"), 400},
        {"chunk longer than it says", post("Transfer-Encoding: chunked\r\n", "1\r\n{}\r\n0\r\n\r\n"), 400},
        {"line feed in extension", post("Transfer-Encoding: chunked\r\n", "2;a=\"\n\"\r\n{}\r\n0\r\n\r\n"),
         400},
        {"chunk size beyond 64 bits", post("Transfer-Encoding: chunked\r\n", "11111111111111111\r\n"), 400},
        {"endless extension", post("Transfer-Encoding: chunked\r\n", "2;" + std::string(9000, 'a')), 400},
        {"length in a trailer", post("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 5\r\n\r\n"),
         400},
        // bounds, one above
        {"header of 16 KiB and one", header_of_size(16385), 431},
        {"endless header", "GET /ping HTTP/1.1\r\nX: " + std::string(20000, 'x'), 431},
        {"100 more fields", many_fields(100), 431},
        {"target of 8 KiB and one", target_of_size(8193), 414},
        {"endless target", "GET /" + std::string(9000, 'x'), 414},
        {"body of 256 KiB and one", post("Content-Length: 262145\r\n", ""), 413},
        // others
        {"other expectation", post("Expect: 200-ok\r\nContent-Length: 2\r\n", "{}"), 417},
        {"HTTP/1.2", "GET /ping HTTP/1.2\r\n" + host + "\r\n", 505},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"unknown method", "BREW /ping HTTP/1.1\r\n" + host + "\r\n", 501},
        {"tunnel", "CONNECT a:443 HTTP/1.1\r\n" + host + "\r\n", 501},
        {"echo of headers", "TRACE /ping HTTP/1.1\r\n" + host + "\r\n", 501},
        {"lower-case method", "get /ping HTTP/1.1\r\n" + host + "\r\n", 501},
    };
}

void add_routes(LiveServer& live) {
    live.route("GET", "/ping", http::BodyKind::none,
               [](auto exchange) { exchange->respond(http::json(200, "{}")); });
    live.route("POST", "/echo", http::BodyKind::json,
               [](auto exchange) { exchange->respond(http::json(200, std::move(exchange->body))); });
    live.start();
}

}  // namespace

TEST_CASE("hostile requests get the status they deserve") {
    LiveServer live;
    add_routes(live);
    for (const auto& row : rows()) {
        CAPTURE(row.name);
        RawClient client(live.port());
        client.send(row.bytes);
        const auto answer = client.read_answer();
        CHECK(status_of(answer) == row.status);
        CHECK(header_of(answer, "Connection") == (row.closes ? "close" : ""));
        if (row.status >= 400) CHECK(header_of(answer, "Content-Type") == "application/problem+json");
        if (row.closes) {
            client.shut_down();
            CHECK(client.read_all() == "");
        } else {
            client.send(get(""));
            CHECK(status_of(client.read_answer()) == 200);
        }
    }
}

TEST_CASE("a request that arrives byte by byte is the same request") {
    LiveServer live;
    add_routes(live);
    RawClient client(live.port());
    const auto request = post("Transfer-Encoding: chunked\r\n", "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n");
    for (const char byte : request) REQUIRE(client.send({&byte, 1}));
    CHECK(body_of(client.read_answer()) == "{\"a\":1}");
}

TEST_CASE("a chunked body ends at its limit, one byte above is refused") {
    LiveServer live;
    live.route(
        "POST", "/ten", http::BodyKind::json,
        [](auto exchange) { exchange->respond(http::json(200, std::move(exchange->body))); }, {}, 10);
    live.start();
    const std::string begin = "POST /ten HTTP/1.1\r\n" + host + json + "Transfer-Encoding: chunked\r\n\r\n";
    CHECK(body_of(live.ask(begin + "5\r\n12345\r\n5\r\n67890\r\n0\r\n\r\n")) == "1234567890");
    CHECK(status_of(live.ask(begin + "5\r\n12345\r\n6\r\n678901\r\n0\r\n\r\n")) == 413);
    const std::string counted = "POST /ten HTTP/1.1\r\n" + host + json + "Content-Length: ";
    CHECK(body_of(live.ask(counted + "10\r\n\r\n1234567890")) == "1234567890");
    CHECK(status_of(live.ask(counted + "11\r\n\r\n12345678901")) == 413);
}
