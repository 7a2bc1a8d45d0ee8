#include "http/target.hpp"

#include <doctest/doctest.h>

#include <string>

#include "http/text.hpp"

using namespace qingqian::http;

TEST_CASE("targets are decoded and normalised once") {
    struct Row {
        const char* target;
        const char* path;
    };
    const Row rows[] = {
        {"/", "/"},
        {"/a/b", "/a/b"},
        {"/a%20b", "/a b"},
        {"/%E6%8A%95%E8%AF%89", "/投诉"},
        {"/a/./b", "/a/b"},
        {"/a/../b", "/b"},
        {"/../../etc/passwd", "/etc/passwd"},
        {"/a/%2e%2e/%2E%2E/b", "/b"},
        {"/a/..", "/"},
        {"/a/b/..", "/a/"},
        {"/a/...", "/a/..."},
        {"/.well-known/x", "/.well-known/x"},
        {"http://example.cn/a?b=c", "/a"},
        {"https://example.cn", "/"},
        {"*", "*"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.target);
        RequestHead head;
        CHECK(read_target(row.target, head));
        CHECK(head.path == row.path);
    }
}

TEST_CASE("targets that two readers could read differently are refused") {
    const char* rows[] = {
        "",
        "a",
        "//evil.cn/x",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a\\b",
        "/a%00b",
        "/a%0d%0ab",
        "/a%7f",
        "/a%",
        "/a%2",
        "/a%zz",
        "/%ff",
        "/%c0%af",
        "/%ed%a0%80",
        "/a b",
        "/a#b",
        "/a?b=%00",
        "/a?%ff=1",
        "/a?b=%zz",
        "ftp://x/a",
        "http:///a",
        "http://x:90-8/a",
        "http://u:p@x/a",
        "x:y",
        "/a?b=\x01",
        "/\xe6\x8a\x95",
    };
    for (const char* row : rows) {
        CAPTURE(row);
        RequestHead head;
        CHECK_FALSE(read_target(row, head));
    }
}

TEST_CASE("query parameters keep their order; plus is a space; a hundred is the bound") {
    RequestHead head;
    REQUIRE(read_target("/x?a=1&b=%E4%B8%AD+%2B&a=2&&c", head));
    REQUIRE(head.query.size() == 4);
    CHECK(head.query_value("a") == "1");
    CHECK(head.query_value("b") == "中 +");
    CHECK(head.query[2].second == "2");
    CHECK(head.query_value("c") == "");
    CHECK_FALSE(head.query_value("d").has_value());

    std::string many = "/x?";
    for (int i = 0; i < 100; ++i) many += "p=1&";
    RequestHead hundred;
    CHECK(read_target(many, hundred));
    RequestHead one_more;
    CHECK_FALSE(read_target(many + "p=1", one_more));
}

TEST_CASE("UTF-8 is checked to the letter") {
    CHECK(printable_utf8("中文 plain \xf0\x9f\x98\x80"));
    CHECK_FALSE(printable_utf8("\xc1\x81"));          // overlong
    CHECK_FALSE(printable_utf8("\xe0\x80\xaf"));      // overlong
    CHECK_FALSE(printable_utf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
    CHECK_FALSE(printable_utf8("\xe4\xb8"));          // cut off
    CHECK_FALSE(printable_utf8("\x80"));
    CHECK_FALSE(printable_utf8("a\tb"));
}

TEST_CASE("cookies and fields are found by name") {
    RequestHead head;
    head.fields = {{"Cookie", "a=1; session=s=x ; b"}, {"X-A", "1"}, {"x-a", "2"}};
    CHECK(head.cookie("session") == "s=x");
    CHECK(head.cookie("a") == "1");
    CHECK_FALSE(head.cookie("b").has_value());
    CHECK_FALSE(head.cookie("sess").has_value());
    CHECK(head.field("X-a") == "1");
    CHECK(head.joined_field("x-A") == "1, 2");
}
