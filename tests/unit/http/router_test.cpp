#include "http/router.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace qingqian::http;

namespace {

Route row(std::string method, std::string pattern) {
    Route route;
    route.method = std::move(method);
    route.pattern = std::move(pattern);
    route.handle = [](std::shared_ptr<Exchange>) {};
    return route;
}

Router table() {
    Router router;
    router.add(row("GET", "/"));
    router.add(row("GET", "/api/v1/complaints"));
    router.add(row("POST", "/api/v1/complaints"));
    router.add(row("GET", "/api/v1/complaints/count"));
    router.add(row("GET", "/api/v1/complaints/{id}"));
    router.add(row("PATCH", "/api/v1/complaints/{id}"));
    router.add(row("GET", "/api/v1/complaints/{id}/attachments/{file}"));
    router.add(row("GET", "/api/v1/complaints/count/extra"));
    return router;
}

struct Lookup {
    RequestHead head;
    Match match;
    Lookup(const Router& router, std::string_view method, std::string path) {
        head.method = method;
        head.path = std::move(path);
        match = router.match(head);
    }
};

}  // namespace

TEST_CASE("a literal goes before a place, and a dead end comes back") {
    const auto router = table();
    CHECK(Lookup(router, "GET", "/").head.route == "/");
    CHECK(Lookup(router, "GET", "/api/v1/complaints/count").head.route == "/api/v1/complaints/count");
    const Lookup by_id(router, "GET", "/api/v1/complaints/JSTS1");
    CHECK(by_id.head.route == "/api/v1/complaints/{id}");
    CHECK(by_id.head.parameter("id") == "JSTS1");
    CHECK(by_id.head.parameter("other").empty());
    const Lookup back(router, "GET", "/api/v1/complaints/count/attachments/7");
    REQUIRE(back.match.route != nullptr);
    CHECK(back.head.parameter("id") == "count");
    CHECK(back.head.parameter("file") == "7");
}

TEST_CASE("HEAD finds GET; other methods get Allow; other paths nothing") {
    const auto router = table();
    CHECK(Lookup(router, "HEAD", "/api/v1/complaints").match.route != nullptr);
    const Lookup wrong(router, "DELETE", "/api/v1/complaints");
    CHECK(wrong.match.route == nullptr);
    CHECK(wrong.match.allow == "GET, HEAD, POST, OPTIONS");
    CHECK(wrong.head.route == "/api/v1/complaints");
    for (const char* path : {"/api", "/api/v1/complaints/", "/api/v1/complaints//attachments/1", "/nope", "*",
                             "/api/v1/complaints/1/attachments/", "//", "/API/v1/complaints"}) {
        CAPTURE(path);
        const Lookup none(router, "GET", path);
        CHECK(none.match.route == nullptr);
        CHECK(none.match.allow.empty());
    }
}

TEST_CASE("a wrong row is refused when it is added") {
    auto router = table();
    CHECK_THROWS_AS(router.add(row("GET", "/api/v1/complaints/{other}")), std::logic_error);
    CHECK_THROWS_AS(router.add(row("GET", "no/slash")), std::logic_error);
    CHECK_THROWS_AS(router.add(row("GET", "/a/{}")), std::logic_error);
    CHECK_THROWS_AS(router.add(row("GET", "/a/x{id}")), std::logic_error);
    CHECK_THROWS_AS(router.add(row("GET", "/a/{id")), std::logic_error);
    auto without_handler = row("GET", "/b");
    without_handler.handle = nullptr;
    CHECK_THROWS_AS(router.add(std::move(without_handler)), std::logic_error);
}
