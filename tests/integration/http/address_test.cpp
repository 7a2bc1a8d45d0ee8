#include <doctest/doctest.h>

#include <chrono>
#include <memory>
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

}  // namespace

TEST_CASE("whoever comes by IPv4 to a server on [::] is known by his own address, and so is a proxy") {
    for (const bool trusted : {false, true}) {
        LiveServer live;
        live.options.listen = "[::]:0";
        if (trusted) live.options.trusted_proxies = {"127.0.0.1"};
        live.route("GET", "/who", http::BodyKind::none,
                   [](auto exchange) { exchange->respond(http::json(200, exchange->head.remote_address)); });
        live.start();
        const auto answer =
            live.ask("GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: ::ffff:203.0.113.9\r\n\r\n");
        CHECK(body_of(answer) == (trusted ? "203.0.113.9" : "127.0.0.1"));
    }
}

TEST_CASE("one address takes no more than its share of the connections; a trusted proxy may") {
    for (const bool trusted : {false, true}) {
        LiveServer live;
        add_ping(live);
        live.options.max_connections_per_block = 2;
        if (trusted) live.options.trusted_proxies = {"127.0.0.1"};
        live.start();
        auto first = std::make_unique<RawClient>(live.port());
        RawClient second(live.port());
        for (auto* client : {first.get(), &second}) {
            client->send(ping);
            CHECK(status_of(client->read_answer()) == 200);
        }
        {
            RawClient third(live.port());
            third.send(ping);
            CHECK(status_of(third.read_answer()) == (trusted ? 200 : 503));
            third.shut_down();
            third.read_all();
        }
        // What is closed is given back.
        first->shut_down();
        first->read_all();
        int status = 0;
        for (int i = 0; i < 50 && status != 200; ++i) {
            RawClient next(live.port());
            next.send(ping);
            status = status_of(next.read_answer());
            if (status != 200) std::this_thread::sleep_for(20ms);
        }
        CHECK(status == 200);
    }
}
