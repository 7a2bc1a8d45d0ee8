#include "http/negotiate.hpp"

#include <doctest/doctest.h>

using namespace qingqian::http;

TEST_CASE("Accept: the most specific range decides (RFC 9110, 12.5.1)") {
    struct Row {
        const char* list;
        bool json;
    };
    const Row rows[] = {
        {"", true},
        {"*/*", true},
        {"application/*", true},
        {"application/json;charset=utf-8", true},
        {"APPLICATION/JSON", true},
        {"text/html, */*;q=0.1", true},
        {"text/html", false},
        {"text/*", false},
        {"application/json;q=0", false},
        {"*/*, application/json;q=0", false},
        {"application/json;q=0.000", false},
        {"application/json;q=nonsense", false},
        {"application", false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.list);
        CHECK(accepts(row.list, "application/json") == row.json);
    }
}

TEST_CASE("weights are read in thousandths; a named token goes before the star") {
    CHECK(weight("gzip;q=0.5, br;q=1.0", "gzip") == 500);
    CHECK(weight("gzip;q=0.5, br;q=1.0", "br") == 1000);
    CHECK(weight("gzip;q=0.123", "gzip") == 123);
    CHECK(weight("*;q=0.2, gzip", "br") == 200);
    CHECK(weight("br;q=0, *", "br") == 0);
    CHECK(weight("gzip;q=1.5", "gzip") == 1000);
    CHECK_FALSE(weight("gzip", "br").has_value());
}

TEST_CASE("the language is Chinese unless English weighs more") {
    CHECK(choose_language("") == "zh-CN");
    CHECK(choose_language("fr") == "zh-CN");
    CHECK(choose_language("en") == "en");
    CHECK(choose_language("en-GB,en;q=0.8") == "en");
    CHECK(choose_language("zh-CN,zh;q=0.9,en;q=0.8") == "zh-CN");
    CHECK(choose_language("en;q=0.9, zh-Hans-CN;q=0.8") == "en");
    CHECK(choose_language("en, zh") == "zh-CN");
    CHECK(choose_language("english") == "zh-CN");
}

TEST_CASE("If-None-Match compares weakly and knows lists and the star") {
    CHECK(names_etag("\"a\"", "\"a\""));
    CHECK(names_etag("W/\"a\"", "\"a\""));
    CHECK(names_etag("\"b\", \"a\"", "\"a\""));
    CHECK(names_etag("*", "\"a\""));
    CHECK_FALSE(names_etag("\"b\"", "\"a\""));
    CHECK_FALSE(names_etag("", "\"a\""));
}

TEST_CASE("Range: one range in bytes, everything odd is ignored (RFC 9110, 14.2)") {
    struct Row {
        const char* range;
        int outcome;  // 0 whole, 1 slice, 2 not satisfiable
        std::uint64_t offset = 0, length = 0;
    };
    const Row rows[] = {
        {"bytes=0-0", 1, 0, 1},
        {"bytes=0-9", 1, 0, 10},
        {"bytes=5-", 1, 5, 5},
        {"bytes=5-100", 1, 5, 5},
        {"bytes=-3", 1, 7, 3},
        {"bytes=-300", 1, 0, 10},
        {"Bytes=9-9", 1, 9, 1},
        {"bytes=10-", 2},
        {"bytes=10-12", 2},
        {"bytes=-0", 2},
        {"bytes=3-2", 0},
        {"bytes=0-1,4-5", 0},
        {"bytes=a-b", 0},
        {"bytes=-", 0},
        {"bytes=", 0},
        {"bytes=1", 0},
        {"bytes=99999999999999999999-", 0},
        {"items=0-1", 0},
    };
    for (const auto& row : rows) {
        CAPTURE(row.range);
        const auto got = read_range(row.range, 10);
        CHECK(static_cast<int>(got.index()) == row.outcome);
        if (const auto* slice = std::get_if<Slice>(&got)) {
            CHECK(slice->offset == row.offset);
            CHECK(slice->length == row.length);
        }
    }
    CHECK(std::holds_alternative<NotSatisfiable>(read_range("bytes=0-", 0)));
    CHECK(std::holds_alternative<NotSatisfiable>(read_range("bytes=-1", 0)));
}

TEST_CASE("JSON types: structured suffixes pass, other charsets do not") {
    CHECK(is_json_type("application/json"));
    CHECK(is_json_type("Application/JSON; charset=UTF-8"));
    CHECK(is_json_type("application/merge-patch+json"));
    CHECK(is_json_type("application/json; charset=\"utf-8\""));
    CHECK_FALSE(is_json_type("application/json; charset=gbk"));
    CHECK_FALSE(is_json_type("application/+json"));
    CHECK_FALSE(is_json_type("text/json"));
    CHECK_FALSE(is_json_type(""));
    CHECK(is_form_type("application/x-www-form-urlencoded; charset=UTF-8"));
    CHECK_FALSE(is_form_type("multipart/form-data"));
}
