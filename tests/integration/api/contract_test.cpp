#include <doctest/doctest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "base/embedded.hpp"
#include "integration/support/server.hpp"

using namespace qingqian;

namespace {

YAML::Node contract() {
    return YAML::Load(std::string(base::embedded_text("api/openapi.yaml").value()));
}

bool is_method(const std::string& name) {
    return name == "get" || name == "post" || name == "put" || name == "patch" || name == "delete" ||
           name == "options";
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    return text;
}

using Operations = std::map<std::pair<std::string, std::string>, YAML::Node>;

Operations operations(const YAML::Node& document) {
    Operations found;
    for (const auto& path : document["paths"]) {
        for (const auto& operation : path.second) {
            const auto method = operation.first.as<std::string>();
            if (is_method(method)) found[{upper(method), path.first.as<std::string>()}] = operation.second;
        }
    }
    return found;
}

// Every place of a route by a name that nothing has.
std::string filled(std::string pattern) {
    constexpr std::string_view nothing = "01938f00-0000-7000-8000-000000000000";
    for (auto at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at)) {
        pattern.replace(at, pattern.find('}', at) - at + 1, nothing);
    }
    return pattern;
}

bool is_open(const YAML::Node& operation) {
    return operation["security"] && operation["security"].IsSequence() && operation["security"].size() == 0;
}

}  // namespace

TEST_CASE("every route has an operation in the contract, and every operation a route") {
    const test::TestServer server(false);
    const auto described = operations(contract());
    std::set<std::pair<std::string, std::string>> routes;
    for (const auto& route : server.router().routes()) {
        CAPTURE(route->method + " " + route->pattern);
        CHECK(described.contains({route->method, route->pattern}));
        routes.emplace(route->method, route->pattern);
    }
    for (const auto& [operation, node] : described) {
        CAPTURE(operation.first + " " + operation.second);
        CHECK(routes.contains(operation));
    }
}

TEST_CASE("whatever is not open to all asks a stranger who he is, before it looks at anything else") {
    const test::TestServer server(false);
    for (const auto& [operation, node] : operations(contract())) {
        if (is_open(node)) continue;
        const auto& [method, pattern] = operation;
        CAPTURE(method + " " + pattern);
        const auto reply = test::send(server.port(), method, filled(pattern), {});
        // Anybody may begin a draft: he is asked for the secret that will open it, not for who he is.
        if (method == "POST" && pattern == "/api/v1/complaints") {
            CHECK(reply.status == 400);
            CHECK(reply.code() == "draft_secret_required");
            continue;
        }
        CHECK(reply.status == 401);
        CHECK(reply.code() == "unauthenticated");
        CHECK_FALSE(reply.header("WWW-Authenticate").empty());
    }
}

TEST_CASE("a case that does not exist is not found, whoever may look for it") {
    const test::TestServer server(false);
    const auto session = server.signed_in("intake");
    for (const auto& [operation, node] : operations(contract())) {
        const auto& [method, pattern] = operation;
        if (method != "GET" || !pattern.contains("{id}")) continue;
        CAPTURE(pattern);
        const auto reply = test::send(server.port(), method, filled(pattern), {session});
        CHECK(reply.status == 404);
        CHECK(reply.code() == "complaint_not_found");
    }
}

TEST_CASE("what is open to all is served to all") {
    const test::TestServer server(false);
    for (const char* target :
         {"/healthz", "/readyz", "/api/openapi.yaml", "/api/docs", "/api/problems", "/api/v1/forms/complaint",
          "/api/v1/workflows/complaint", "/api/v1/divisions"}) {
        CAPTURE(target);
        const auto reply = server.get(target);
        CHECK(reply.status == 200);
        CHECK_FALSE(reply.body.empty());
    }
    CHECK(server.get("/api/openapi.yaml").body == base::embedded_text("api/openapi.yaml").value());
    const auto docs = server.get("/api/docs");
    CHECK_FALSE(docs.body.contains("<script"));
    CHECK_FALSE(docs.body.contains("style=\""));
    CHECK(docs.header("Content-Security-Policy").contains("style-src 'sha256-"));
    const auto etag = docs.header("ETag");
    CHECK(server.get("/api/docs", {{"If-None-Match", etag}}).status == 304);
}
