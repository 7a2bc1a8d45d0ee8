#include "http/static_site.hpp"

#include <doctest/doctest.h>

using namespace qingqian;
using namespace qingqian::http;

namespace {

StaticSite site() {
    return StaticSite({{"web/index.html", "<html>"},
                       {"web/assets/app-1a2b.js", "plain script"},
                       {"web/assets/app-1a2b.js.gz", "gzip bytes"},
                       {"web/assets/app-1a2b.js.br", "br bytes"},
                       {"web/favicon.ico", "icon"}});
}

std::optional<Response> get(const StaticSite& site, std::string path, std::string_view encodings = {}) {
    RequestHead head;
    head.method = "GET";
    head.path = std::move(path);
    if (!encodings.empty()) head.fields.push_back({"Accept-Encoding", encodings});
    return site.answer(head);
}

std::string_view body(const std::optional<Response>& response) {
    return std::get<std::string_view>(response->body);
}

}  // namespace

TEST_CASE("the variant follows the client's weights, then size") {
    const auto web = site();
    struct Row {
        const char* encodings;
        const char* content;
        const char* coding;  // null: none
    };
    const Row rows[] = {
        {"", "plain script", nullptr},
        {"gzip, deflate, br", "br bytes", "br"},
        {"gzip, deflate", "gzip bytes", "gzip"},
        {"br;q=0.5, gzip;q=0.8", "gzip bytes", "gzip"},
        {"br;q=0, gzip;q=0", "plain script", nullptr},
        {"*", "br bytes", "br"},
        {"identity, gzip;q=0.5", "plain script", nullptr},
        {"zstd", "plain script", nullptr},
    };
    for (const auto& row : rows) {
        CAPTURE(row.encodings);
        const auto answer = get(web, "/assets/app-1a2b.js", row.encodings);
        REQUIRE(answer.has_value());
        CHECK(body(answer) == row.content);
        CHECK(answer->header("Content-Encoding").has_value() == (row.coding != nullptr));
        if (row.coding != nullptr) CHECK(answer->header("Content-Encoding") == row.coding);
        CHECK(answer->header("Vary") == "Accept-Encoding");
        CHECK(answer->header("Content-Type") == "text/javascript; charset=utf-8");
    }
    CHECK(get(web, "/favicon.ico", "identity;q=0, gzip")->status == 406);
}

TEST_CASE("each variant has its own strong tag") {
    const auto web = site();
    const auto plain = get(web, "/assets/app-1a2b.js");
    const auto brotli = get(web, "/assets/app-1a2b.js", "br");
    CHECK(plain->header("ETag") != brotli->header("ETag"));
    CHECK(plain->header("ETag")->starts_with("\""));
    CHECK(plain->header("ETag") == get(web, "/assets/app-1a2b.js")->header("ETag"));
}

TEST_CASE("hashed names are cached for ever, everything else is revalidated") {
    const auto web = site();
    CHECK(get(web, "/assets/app-1a2b.js")->header("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(get(web, "/favicon.ico")->header("Cache-Control") == "no-cache");
    CHECK(get(web, "/")->header("Cache-Control") == "no-cache");
}

TEST_CASE("client routes get the page; files, API and hooks do not") {
    const auto web = site();
    CHECK(body(get(web, "/")) == "<html>");
    CHECK(body(get(web, "/desk/cases/JSTS20261123000123")) == "<html>");
    CHECK_FALSE(get(web, "/assets/missing.js").has_value());
    CHECK_FALSE(get(web, "/../etc/passwd.txt").has_value());
    CHECK_FALSE(get(web, "/api").has_value());
    CHECK_FALSE(get(web, "/api/v1/nothing").has_value());
    CHECK_FALSE(get(web, "/hooks/nothing").has_value());
    CHECK_FALSE(get(web, "/assets/app-1a2b.js.br").has_value());
    CHECK_FALSE(get(StaticSite({}), "/").has_value());
}
