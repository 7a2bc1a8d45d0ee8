#include "http/header_scan.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace qingqian::http;
using State = HeaderScan::State;

TEST_CASE("the end of a header is found wherever the network cuts it") {
    const std::string header = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string bytes = header + "GET /next";
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        CAPTURE(cut);
        HeaderScan scan;
        const auto first = scan.feed(std::string_view(bytes).substr(0, cut));
        if (cut < header.size()) {
            CHECK(first == State::more);
            CHECK(scan.feed(bytes) == State::done);
        } else {
            CHECK(first == State::done);
        }
        CHECK(scan.size() == header.size());
    }
}

TEST_CASE("what readers cut differently is refused as soon as it is seen") {
    const char* rows[] = {
        "GET / HTTP/1.1\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n",
        "GET / HTTP/1.1\r\n\tfolded: x\r\n",
        "\x16\x03\x01",
        " GET / HTTP/1.1\r\n",
        "\nGET / HTTP/1.1\r\n",
    };
    for (const char* row : rows) {
        CAPTURE(row);
        HeaderScan scan;
        CHECK(scan.feed(row) == State::bad);
    }
}

TEST_CASE("a long target is known before its line ends") {
    CHECK_FALSE(target_too_long("GET /1234", 5));
    CHECK(target_too_long("GET /12345", 5));
    CHECK_FALSE(target_too_long("GET /1234 HTTP/1.1\r\nHost: long", 5));
    CHECK(target_too_long("GET /12345 HTTP/1.1\r\n", 5));
    CHECK_FALSE(target_too_long("GETTINGLONG", 5));
}
