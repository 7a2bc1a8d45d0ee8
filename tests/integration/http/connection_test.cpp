#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "live_server.hpp"

using namespace qingqian;
using namespace qingqian::tests;
using namespace std::chrono_literals;

namespace {

const std::string ping = "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n";

void add_ping(LiveServer& live) {
    live.route("GET", "/ping", http::BodyKind::none,
               [](auto exchange) { exchange->respond(http::json(200, "{\"ok\":true}")); });
}

void add_echo(LiveServer& live) {
    live.route("POST", "/echo", http::BodyKind::json,
               [](auto exchange) { exchange->respond(http::json(201, std::move(exchange->body))); });
}

}  // namespace

TEST_CASE("an answer, byte by byte") {
    LiveServer live;
    add_ping(live);
    live.start();
    CHECK(live.ask("GET /ping HTTP/1.1\r\nHost: a\r\nX-Request-Id: req-7\r\n\r\n") ==
          "HTTP/1.1 200 OK\r\n"
          "Date: Mon, 23 Nov 2026 02:32:05 GMT\r\n"
          "Content-Type: application/json\r\n"
          "Content-Length: 11\r\n"
          "Cache-Control: no-store\r\n"
          "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
          "data: "
          "blob:; font-src 'self'; connect-src 'self'; frame-src 'self' blob:; worker-src 'self' blob:; "
          "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "
          "'none'\r\n"
          "X-Content-Type-Options: nosniff\r\n"
          "Referrer-Policy: same-origin\r\n"
          "Cross-Origin-Opener-Policy: same-origin\r\n"
          "Cross-Origin-Resource-Policy: same-origin\r\n"
          "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()\r\n"
          "X-Request-Id: req-7\r\n"
          "\r\n"
          "{\"ok\":true}");
}

TEST_CASE("a problem, in the client's language, with its request id") {
    LiveServer live;
    add_ping(live);
    live.start();
    const auto answer =
        live.ask("GET /no HTTP/1.1\r\nHost: a\r\nX-Request-Id: r1\r\nAccept-Language: en\r\n\r\n");
    CHECK(status_of(answer) == 404);
    CHECK(header_of(answer, "Content-Language") == "en");
    CHECK(body_of(answer).find("\"title\":\"There is no such page or resource\"") != std::string::npos);
    CHECK(body_of(answer).find("\"request_id\":\"r1\"") != std::string::npos);
    const auto refused_id = live.ask("GET /no HTTP/1.1\r\nHost: a\r\nX-Request-Id: a b\r\n\r\n");
    CHECK(header_of(refused_id, "X-Request-Id").size() == 25);
}

TEST_CASE("HEAD has the header of GET and no body; OPTIONS and 405 name the methods") {
    LiveServer live;
    add_ping(live);
    add_echo(live);
    live.start();
    const std::string id = "Host: a\r\nX-Request-Id: x\r\n\r\n";
    const auto full = live.ask("GET /ping HTTP/1.1\r\n" + id);
    const auto head = live.ask("HEAD /ping HTTP/1.1\r\n" + id);
    CHECK(head + "{\"ok\":true}" == full);

    const auto options = live.ask("OPTIONS /ping HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(options) == 204);
    CHECK(header_of(options, "Allow") == "GET, HEAD, OPTIONS");
    CHECK(header_of(options, "Content-Length") == "");
    CHECK(status_of(live.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")) == 204);
    CHECK(status_of(live.ask("OPTIONS /no HTTP/1.1\r\nHost: a\r\n\r\n")) == 404);

    const auto wrong = live.ask("GET /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(status_of(wrong) == 405);
    CHECK(header_of(wrong, "Allow") == "POST, OPTIONS");
}

TEST_CASE("pipelined requests are answered in their order, also by slow handlers") {
    LiveServer live;
    live.route("GET", "/n/{n}", http::BodyKind::none, [&](auto exchange) {
        const auto n = std::string(exchange->head.parameter("n"));
        if (n != "1") return (void)exchange->respond(http::text(200, n));
        CHECK(live.workers.submit([exchange, n] {
            std::this_thread::sleep_for(50ms);
            exchange->respond(http::text(200, n));
        }));
    });
    live.start();
    RawClient client(live.port());
    std::string requests;
    for (int i = 0; i < 200; ++i) {
        requests += "GET /n/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n";
    }
    client.send(requests);
    for (int i = 0; i < 200; ++i) REQUIRE(body_of(client.read_answer()) == std::to_string(i));
}

TEST_CASE("connections are kept and closed as the version and the field say") {
    LiveServer live;
    add_ping(live);
    live.start();
    struct Row {
        const char* name;
        const char* request;
        bool kept;
    };
    const Row rows[] = {
        {"1.1", "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n", true},
        {"1.1 close", "GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false},
        {"1.0", "GET /ping HTTP/1.0\r\n\r\n", false},
        {"1.0 keep-alive", "GET /ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.name);
        RawClient client(live.port());
        client.send(row.request);
        CHECK(status_of(client.read_answer()) == 200);
        if (row.kept) {
            client.send(ping);
            CHECK(status_of(client.read_answer()) == 200);
        } else {
            CHECK(client.closed_by_server());
        }
    }
}

TEST_CASE("a refused small body that has come already does not cost the connection") {
    LiveServer live;
    add_ping(live);
    live.start();
    RawClient client(live.port());
    client.send("POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" + ping);
    CHECK(status_of(client.read_answer()) == 404);
    CHECK(status_of(client.read_answer()) == 200);
}

TEST_CASE("slow headers get 408, silent connections are closed, idle ones too") {
    LiveServer live;
    add_ping(live);
    live.options.deadlines.header = 100ms;
    live.options.deadlines.idle = 200ms;
    live.start();
    RawClient slow(live.port());
    slow.send("GET /ping HTTP/1.1\r\nHo");
    const auto answer = slow.read_answer();
    CHECK(status_of(answer) == 408);
    CHECK(header_of(answer, "Connection") == "close");
    RawClient silent(live.port());
    CHECK(silent.closed_by_server());
    RawClient idle(live.port());
    idle.send(ping);
    CHECK(status_of(idle.read_answer()) == 200);
    CHECK(idle.closed_by_server());
}

TEST_CASE("a body that stalls or trickles gets 408") {
    LiveServer live;
    add_echo(live);
    live.options.deadlines.stall = 100ms;
    live.start();
    const std::string begin =
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ";
    CHECK(status_of(live.ask(begin + "10\r\n\r\n{")) == 408);

    LiveServer rated;
    add_echo(rated);
    rated.options.deadlines.grace = 200ms;
    rated.options.deadlines.min_rate = 10'000;
    rated.start();
    RawClient trickle(rated.port());
    trickle.send(begin + "100000\r\n\r\n");
    std::atomic<bool> stop = false;
    std::thread sender([&] {
        // Never stalls, yet far below the rate.
        while (!stop && trickle.send("x")) std::this_thread::sleep_for(5ms);
    });
    CHECK(status_of(trickle.read_answer()) == 408);
    stop = true;
    sender.join();
}

TEST_CASE("an exchange that nobody answers answers 500, and the log hears of it") {
    LiveServer live;
    std::mutex mutex;
    std::string logged;
    live.options.on_error = [&](std::string_view id, std::string_view detail) {
        const std::lock_guard lock(mutex);
        logged += std::string(id) + ": " + std::string(detail) + "\n";
    };
    live.route("GET", "/forgotten", http::BodyKind::none, [](auto) {});
    live.route("GET", "/thrown", http::BodyKind::none,
               [](auto) { throw std::runtime_error("the disk is on fire"); });
    live.route(
        "GET", "/lost", http::BodyKind::none, [](auto) {}, [](const auto&, http::Admitted) {});
    live.route("GET", "/split", http::BodyKind::none, [](auto exchange) {
        exchange->respond(std::move(http::text(200, "x").set("X-A", "b\r\nSet-Cookie: c")));
    });
    live.route("GET", "/elsewhere", http::BodyKind::none, [&](auto exchange) {
        CHECK(live.workers.submit([exchange = std::move(exchange)]() mutable { exchange.reset(); }));
    });
    live.start();
    for (const char* path : {"/forgotten", "/thrown", "/lost", "/split", "/elsewhere"}) {
        CAPTURE(path);
        const auto answer =
            live.ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n");
        CHECK(status_of(answer) == 500);
        CHECK(answer.find("fire") == std::string::npos);
        CHECK(answer.find("Set-Cookie") == std::string::npos);
    }
    CHECK(live.server->drain(2s));
    CHECK(logged.find("the disk is on fire") != std::string::npos);
    CHECK(logged.find("without an answer") != std::string::npos);
}

TEST_CASE("the second answer is ignored") {
    LiveServer live;
    live.route("GET", "/twice", http::BodyKind::none, [](auto exchange) {
        CHECK(exchange->respond(http::json(200, "1")));
        CHECK_FALSE(exchange->respond(http::json(200, "2")));
    });
    live.start();
    RawClient client(live.port());
    for (int i = 0; i < 2; ++i) {
        client.send("GET /twice HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(body_of(client.read_answer()) == "1");
    }
}

TEST_CASE("beyond the bound of connections the answer is 503 with Retry-After") {
    LiveServer live;
    add_ping(live);
    live.options.max_connections = 2;
    live.start();
    RawClient first(live.port()), second(live.port());
    for (auto* client : {&first, &second}) {
        client->send(ping);
        CHECK(status_of(client->read_answer()) == 200);
    }
    RawClient third(live.port());
    third.send(ping);
    const auto refused = third.read_answer();
    CHECK(status_of(refused) == 503);
    CHECK(header_of(refused, "Retry-After") == "1");
    first.send(ping);
    CHECK(status_of(first.read_answer()) == 200);
}

TEST_CASE("the log line names route, status and id, never the query") {
    LiveServer live;
    std::mutex mutex;
    std::string line;
    live.options.on_access = [&](const http::AccessRecord& record) {
        const std::lock_guard lock(mutex);
        line = std::string(record.method) + " " + std::string(record.route) + " " +
               std::to_string(record.status) + " " + std::string(record.request_id) + " " +
               std::to_string(record.bytes_received) + " " + std::to_string(record.bytes_sent);
    };
    live.route("GET", "/c/{id}", http::BodyKind::none,
               [](auto exchange) { exchange->respond(http::json(200, "{}")); });
    live.start();
    const std::string request = "GET /c/JSTS1?phone=138 HTTP/1.1\r\nHost: a\r\nX-Request-Id: q\r\n\r\n";
    const auto answer = live.ask(request);
    CHECK(live.server->drain(2s));
    CHECK(line ==
          "GET /c/{id} 200 q " + std::to_string(request.size()) + " " + std::to_string(answer.size()));
    CHECK(live.server->counters().requests == 1);
    CHECK(live.server->counters().open == 0);
}

TEST_CASE("draining lets requests under way finish, closes idle connections and refuses new ones") {
    LiveServer live;
    std::atomic<bool> entered = false;
    std::atomic<bool> release = false;
    add_ping(live);
    live.route("GET", "/slow", http::BodyKind::none, [&](auto exchange) {
        CHECK(live.workers.submit([&, exchange] {
            entered = true;
            while (!release) std::this_thread::sleep_for(1ms);
            exchange->respond(http::json(200, "\"done\""));
        }));
    });
    live.start();
    RawClient idle(live.port());
    idle.send(ping);
    CHECK(status_of(idle.read_answer()) == 200);
    RawClient busy(live.port());
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    while (!entered) std::this_thread::sleep_for(1ms);
    bool finished = false;
    std::thread drainer([&] { finished = live.server->drain(5s); });
    CHECK(idle.closed_by_server());
    // Each I/O thread closes its own acceptor; the idle connection tells of one of them only.
    bool refused = false;
    for (int i = 0; i < 2000 && !refused; ++i) {
        try {
            RawClient late(live.port());
            std::this_thread::sleep_for(1ms);
        } catch (const std::runtime_error&) {
            refused = true;
        }
    }
    CHECK(refused);
    release = true;
    const auto answer = busy.read_answer();
    CHECK(body_of(answer) == "\"done\"");
    CHECK(header_of(answer, "Connection") == "close");
    busy.shut_down();
    drainer.join();
    CHECK(finished);
}

TEST_CASE("draining gives up on a request that never ends") {
    LiveServer live;
    std::shared_ptr<http::Exchange> kept;
    std::atomic<bool> entered = false;
    live.route("GET", "/never", http::BodyKind::none, [&](auto exchange) {
        kept = std::move(exchange);
        entered = true;
    });
    live.start();
    RawClient client(live.port());
    client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    while (!entered) std::this_thread::sleep_for(1ms);
    CHECK_FALSE(live.server->drain(50ms));
    CHECK(client.closed_by_server());
    CHECK(kept->respond(http::json(200, "{}")));
    kept.reset();
}

TEST_CASE("an address that is taken is refused with a sentence that names it") {
    LiveServer live;
    add_ping(live);
    live.start();
    http::ServerOptions same;
    same.listen = live.server->address();
    http::Server second(live.router, live.workers, live.clock, same);
    CHECK_THROWS_WITH(second.start(), doctest::Contains(live.server->address().c_str()));
    for (const char* wrong : {"nonsense", "127.0.0.1:", "127.0.0.1:99999", "a.b.c:80", "127.0.0.1:80x"}) {
        http::ServerOptions options;
        options.listen = wrong;
        http::Server server(live.router, live.workers, live.clock, options);
        CHECK_THROWS_AS(server.start(), std::runtime_error);
    }
}

TEST_CASE("a trusted proxy tells who the client is; anybody else is not believed") {
    for (const bool trusted : {false, true}) {
        LiveServer live;
        if (trusted) live.options.trusted_proxies = {"127.0.0.0/8", "10.0.0.1"};
        live.route("GET", "/who", http::BodyKind::none, [](auto exchange) {
            exchange->respond(
                http::json(200, exchange->head.remote_address + " " + std::string(exchange->head.scheme)));
        });
        live.start();
        const auto answer = live.ask(
            "GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\n"
            "X-Forwarded-For: 6.6.6.6, 203.0.113.9\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n");
        CHECK(body_of(answer) == (trusted ? "203.0.113.9 https" : "127.0.0.1 http"));
        CHECK(header_of(answer, "Strict-Transport-Security").empty() == !trusted);
    }
}
