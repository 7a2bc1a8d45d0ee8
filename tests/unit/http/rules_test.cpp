#include "http/rules.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace qingqian::http;

namespace {

struct Request {
    RequestHead head;
    Request(std::string_view method, std::string path, std::vector<FieldLine> fields) {
        head.method = method;
        head.path = std::move(path);
        head.fields = std::move(fields);
    }
};

std::string code(const std::optional<qingqian::base::Problem>& problem) {
    return problem ? problem->code : "";
}

Route json_route() {
    Route route;
    route.method = "POST";
    route.body = BodyKind::json;
    route.max_body = 10;
    return route;
}

}  // namespace

TEST_CASE("changing requests from other sites are refused") {
    struct Row {
        const char* name;
        const char* method;
        const char* path;
        std::vector<FieldLine> fields;
        bool refused;
    };
    const std::vector<Row> rows = {
        {"program", "POST", "/api/x", {}, false},
        {"same origin", "POST", "/api/x", {{"Origin", "http://own.cn:8080"}, {"Host", "own.cn:8080"}}, false},
        {"default port", "POST", "/api/x", {{"Origin", "http://own.cn"}, {"Host", "own.cn:80"}}, false},
        {"public url", "POST", "/api/x", {{"Origin", "https://public.cn"}, {"Host", "inner:8080"}}, false},
        {"other port", "POST", "/api/x", {{"Origin", "http://own.cn:81"}, {"Host", "own.cn:8080"}}, true},
        {"other scheme", "POST", "/api/x", {{"Origin", "https://own.cn"}, {"Host", "own.cn"}}, true},
        {"other site", "DELETE", "/api/x", {{"Origin", "https://evil.cn"}, {"Host", "own.cn"}}, true},
        {"null origin", "PUT", "/api/x", {{"Origin", "null"}, {"Host", "own.cn"}}, true},
        {"empty origin", "PUT", "/api/x", {{"Origin", ""}}, true},
        {"fetch says cross", "PATCH", "/api/x", {{"Sec-Fetch-Site", "cross-site"}}, true},
        {"fetch says sibling", "POST", "/api/x", {{"Sec-Fetch-Site", "same-site"}}, true},
        {"fetch says own",
         "POST",
         "/api/x",
         {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "https://p.cn"}},
         false},
        {"reading",
         "GET",
         "/api/x",
         {{"Origin", "https://evil.cn"}, {"Sec-Fetch-Site", "cross-site"}},
         false},
        {"hook", "POST", "/hooks/twilio/status", {{"Origin", "https://evil.cn"}}, false},
        {"not a hook", "POST", "/api/hooks/", {{"Origin", "https://evil.cn"}}, true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        const Request request(row.method, row.path, row.fields);
        CHECK(code(check_origin(request.head, "https://public.cn")) == (row.refused ? "wrong_origin" : ""));
    }
}

TEST_CASE("length, type and acceptance are checked before anything is read") {
    struct Row {
        const char* name;
        std::vector<FieldLine> fields;
        std::optional<std::uint64_t> length;
        const char* code;
    };
    const FieldLine json{"Content-Type", "application/json"};
    const std::vector<Row> rows = {
        {"good", {json}, 2, ""},
        {"no length", {json}, std::nullopt, "length_required"},
        {"no type", {}, 2, "unsupported_media_type"},
        {"no type, no body", {}, 0, ""},
        {"wrong type", {{"Content-Type", "text/plain"}}, 2, "unsupported_media_type"},
        {"wrong type, no body", {{"Content-Type", "text/plain"}}, 0, "unsupported_media_type"},
        {"compressed", {json, {"Content-Encoding", "gzip"}}, 2, "unsupported_media_type"},
        {"identity", {json, {"Content-Encoding", "identity"}}, 2, ""},
        {"wants html", {json, {"Accept", "text/html"}}, 2, "not_acceptable"},
        {"two Accept lines", {json, {"Accept", "text/html"}, {"Accept", "application/json"}}, 2, ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        Request request("POST", "/api/x", row.fields);
        request.head.content_length = row.length;
        CHECK(code(check_route_fields(json_route(), request.head)) == row.code);
    }
}

TEST_CASE("the announced length is compared with the route's limit, one byte above is too much") {
    Request request("POST", "/api/x", {});
    request.head.content_length = 10;
    CHECK(code(check_length(json_route(), request.head)).empty());
    request.head.content_length = 11;
    CHECK(code(check_length(json_route(), request.head)) == "body_too_large");
    Route bare;
    request.head.content_length = 1;
    CHECK(code(check_length(bare, request.head)) == "body_too_large");
    request.head.content_length = 0;
    CHECK(code(check_length(bare, request.head)).empty());
    CHECK(body_too_large(default_max_body).sentence.en.find("256 KiB") != std::string::npos);
    CHECK(body_too_large(20 * 1024 * 1024).sentence.en.find("20 MiB") != std::string::npos);
}

TEST_CASE("request ids are taken over when they are harmless") {
    CHECK(sane_request_id("abc-DEF_1.2"));
    CHECK(sane_request_id(std::string(64, 'a')));
    CHECK_FALSE(sane_request_id(std::string(65, 'a')));
    CHECK_FALSE(sane_request_id(""));
    CHECK_FALSE(sane_request_id("a b"));
    CHECK_FALSE(sane_request_id("a\"b"));
    CHECK_FALSE(sane_request_id("编号"));
}
