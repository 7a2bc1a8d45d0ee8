#include "http/answer.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "http/workers.hpp"

using namespace qingqian::http;

namespace {

Response tagged() {
    Response response = text(200, "0123456789");
    response.set("ETag", "\"v1\"");
    response.ranges = true;
    return response;
}

struct Asked {
    RequestHead head;
    Response response = tagged();
    Slice slice;
    Asked(std::string_view method, std::vector<FieldLine> fields) {
        head.method = method;
        head.fields = std::move(fields);
        slice = apply_conditions(head, response, 10);
    }
};

}  // namespace

TEST_CASE("ranges and validators change a finished answer") {
    const Asked part("GET", {{"Range", "bytes=2-4"}});
    CHECK(part.response.status == 206);
    CHECK(part.slice.offset == 2);
    CHECK(part.slice.length == 3);
    CHECK(part.response.header("Content-Range") == "bytes 2-4/10");

    const Asked outside("GET", {{"Range", "bytes=10-"}});
    CHECK(outside.response.status == 416);
    CHECK(outside.response.header("Content-Range") == "bytes */10");

    CHECK(Asked("GET", {{"Range", "bytes=2-4"}, {"If-Range", "\"v1\""}}).response.status == 206);
    CHECK(Asked("GET", {{"Range", "bytes=2-4"}, {"If-Range", "\"v0\""}}).response.status == 200);
    CHECK(Asked("GET", {{"Range", "bytes=2-4"}, {"If-Range", "W/\"v1\""}}).response.status == 200);
    CHECK(Asked("HEAD", {{"Range", "bytes=2-4"}}).response.status == 200);
    CHECK(Asked("GET", {{"If-None-Match", "\"v1\""}, {"Range", "bytes=2-4"}}).response.status == 304);
    CHECK(Asked("GET", {{"If-None-Match", "\"v0\""}}).response.status == 200);
    CHECK(Asked("POST", {{"If-None-Match", "\"v1\""}}).response.status == 200);
}

TEST_CASE("a header cannot be split by what stands in it") {
    CHECK(headers_are_sane(text(200, "x")));
    for (const std::string bad : {"a\r\nSet-Cookie: x", "a\nb", "\r"}) {
        Response response = text(200, "x");
        response.headers.emplace_back("X-Name", bad);
        CHECK_FALSE(headers_are_sane(response));
    }
    Response nul = text(200, "x");
    nul.headers.emplace_back("X-Name", std::string("a\0b", 3));
    CHECK_FALSE(headers_are_sane(nul));
}

TEST_CASE("dates are written as RFC 9110 shows them") {
    CHECK(http_date(784111777000) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST_CASE("a download names its file in UTF-8 and cannot run scripts") {
    const auto answer = download({}, "application/pdf", "合同 \"1\".pdf", "\"e\"");
    CHECK(answer.header("Content-Disposition") ==
          "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C%20%221%22.pdf");
    CHECK(answer.header("Content-Security-Policy")->starts_with("sandbox;"));
    CHECK(answer.ranges);
}

TEST_CASE("problems carry the request id and the fields their status demands") {
    RequestHead head;
    head.request_id = "r-1";
    head.language = "en";
    auto busy = qingqian::base::problem("overloaded", {{"seconds", "7"}});
    busy.extra["retry_after"] = 7;
    const auto answer = problem(busy, head);
    CHECK(answer.header("Retry-After") == "7");
    CHECK(answer.header("Content-Type") == "application/problem+json");
    CHECK(answer.header("Content-Language") == "en");
    CHECK(std::get<std::string>(answer.body).find("\"request_id\":\"r-1\"") != std::string::npos);
    CHECK(problem(qingqian::base::problem("overloaded"), head).header("Retry-After") == "1");
    CHECK(problem(qingqian::base::problem("unauthenticated"), head).header("WWW-Authenticate").has_value());
}

TEST_CASE("workers run what was queued before they stop, and refuse what comes later") {
    std::atomic<int> ran = 0;
    {
        Workers workers(2, 100);
        for (int i = 0; i < 50; ++i) REQUIRE(workers.submit([&] { ++ran; }));
        workers.stop();
        CHECK_FALSE(workers.submit([&] { ++ran; }));
    }
    CHECK(ran == 50);
}

TEST_CASE("a full queue refuses") {
    Workers workers(1, 2);
    std::mutex gate;
    std::atomic<bool> busy = false;
    gate.lock();
    REQUIRE(workers.submit([&] {
        busy = true;
        const std::lock_guard wait(gate);
    }));
    while (!busy) std::this_thread::yield();
    CHECK(workers.submit([] {}));
    CHECK(workers.submit([] {}));
    CHECK_FALSE(workers.submit([] {}));
    gate.unlock();
}
