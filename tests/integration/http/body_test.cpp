#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "live_server.hpp"

using namespace qingqian;
using namespace qingqian::tests;
using namespace std::chrono_literals;

namespace {

// Reads a whole body in pieces of `piece` bytes and answers its length and the sum of its bytes.
struct Sum {
    std::shared_ptr<http::Exchange> exchange;
    std::string piece;
    std::uint64_t length = 0;
    std::uint64_t sum = 0;

    static void begin(std::shared_ptr<http::Exchange> exchange, std::size_t size) {
        auto sum = std::make_shared<Sum>();
        sum->exchange = std::move(exchange);
        sum->piece.resize(size);
        next(std::move(sum));
    }

    static void next(std::shared_ptr<Sum> sum) {
        auto& self = *sum;
        self.exchange->read(self.piece, [sum](base::Result<std::size_t> count) {
            if (!count) return (void)sum->exchange->respond(count.error());
            if (*count == 0) {
                const auto text = std::to_string(sum->length) + " " + std::to_string(sum->sum);
                return (void)sum->exchange->respond(http::text(200, text));
            }
            sum->length += *count;
            for (std::size_t i = 0; i < *count; ++i) sum->sum += static_cast<unsigned char>(sum->piece[i]);
            next(sum);
        });
    }
};

void add_sum(LiveServer& live, std::size_t piece, std::uint64_t max = 1U << 30U) {
    live.route(
        "PUT", "/sum", http::BodyKind::stream, [piece](auto exchange) { Sum::begin(exchange, piece); }, {},
        max);
}

std::string put(const std::string& fields) {
    return "PUT /sum HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n" + fields + "\r\n";
}

}  // namespace

TEST_CASE("a streamed body arrives whole in pieces of any size, counted or chunked") {
    std::string body;
    std::uint64_t sum = 0;
    for (int i = 0; i < 200'000; ++i) {
        body += static_cast<char>(i * 7);
        sum += static_cast<unsigned char>(body.back());
    }
    const auto expected = std::to_string(body.size()) + " " + std::to_string(sum);
    std::string chunked;
    for (std::size_t at = 0; at < body.size(); at += 50'000)
        chunked += "c350\r\n" + body.substr(at, 50'000) + "\r\n";
    chunked += "0\r\n\r\n";
    for (const std::size_t piece : {7UL, 1000UL, 65536UL, 1'000'000UL}) {
        CAPTURE(piece);
        LiveServer live;
        add_sum(live, piece);
        live.start();
        RawClient client(live.port());
        client.send(put("Content-Length: " + std::to_string(body.size()) + "\r\n") + body);
        CHECK(body_of(client.read_answer()) == expected);
        client.send(put("Transfer-Encoding: chunked\r\n") + chunked);
        CHECK(body_of(client.read_answer()) == expected);
        client.send(put("Content-Length: 0\r\n"));
        CHECK(body_of(client.read_answer()) == "0 0");
    }
}

TEST_CASE("a streamed body ends at its limit, one byte above is refused") {
    LiveServer live;
    add_sum(live, 64, 100);
    live.start();
    CHECK(body_of(live.ask(put("Content-Length: 100\r\n") + std::string(100, '\1'))) == "100 100");
    CHECK(status_of(live.ask(put("Content-Length: 101\r\n") + std::string(101, '\1'))) == 413);
    const auto chunk = "64\r\n" + std::string(100, '\1') + "\r\n";
    CHECK(body_of(live.ask(put("Transfer-Encoding: chunked\r\n") + chunk + "0\r\n\r\n")) == "100 100");
    CHECK(status_of(live.ask(put("Transfer-Encoding: chunked\r\n") + chunk + "1\r\nx\r\n0\r\n\r\n")) == 413);
}

TEST_CASE("a reader that pauses slows the client down instead of filling memory") {
    LiveServer live;
    std::shared_ptr<http::Exchange> held;
    std::atomic<bool> entered = false;
    live.route(
        "PUT", "/sum", http::BodyKind::stream,
        [&](auto exchange) {
            held = std::move(exchange);
            entered = true;
        },
        {}, 1U << 30U);
    live.start();
    RawClient client(live.port());
    constexpr std::size_t total = 24 << 20;
    client.send(put("Content-Length: " + std::to_string(total) + "\r\n"));
    while (!entered) std::this_thread::sleep_for(1ms);
    // The kernel's buffers take some megabytes; then nothing moves until somebody reads.
    const std::string piece(1 << 20, '\1');
    std::size_t sent = 0;
    for (int refused = 0; refused < 20;) {
        const auto count =
            client.send_some(std::string_view(piece).substr(0, std::min(piece.size(), total - sent)));
        sent += count;
        if (count > 0) refused = 0;
        if (count == 0) {
            ++refused;
            std::this_thread::sleep_for(5ms);
        }
    }
    CHECK(sent < total / 2);
    Sum::begin(std::move(held), 1 << 18);
    for (std::string rest(total - sent, '\1'); !rest.empty(); rest.clear()) REQUIRE(client.send(rest));
    CHECK(body_of(client.read_answer()) == std::to_string(total) + " " + std::to_string(total));
}

TEST_CASE("a client that goes away in mid-body is told apart from one that has finished") {
    LiveServer live;
    std::atomic<bool> failed = false;
    std::string code;
    live.route("PUT", "/sum", http::BodyKind::stream, [&](auto exchange) {
        auto piece = std::make_shared<std::string>(10, ' ');
        exchange->read(*piece, [&, piece, exchange](base::Result<std::size_t> first) {
            REQUIRE(first.has_value());
            exchange->read(*piece, [&, piece, exchange](base::Result<std::size_t> second) {
                code = second ? "" : second.error().code;
                failed = true;
                exchange->respond(http::no_content());
            });
        });
    });
    live.start();
    {
        RawClient client(live.port());
        client.send(put("Content-Length: 20\r\n") + "0123456789");
        client.shut_down();
        while (!failed) std::this_thread::sleep_for(1ms);
    }
    CHECK(code == "body_incomplete");
}

TEST_CASE("100 Continue is sent after admission and before the body, and not to those refused") {
    LiveServer live;
    auto admit = [](const http::RequestHead& head, http::Admitted done) {
        if (head.field("X-Key") == "good") return done(http::Context::of(std::string("officer")));
        done(base::refuse("unauthenticated"));
    };
    live.route(
        "POST", "/in", http::BodyKind::json,
        [](auto exchange) {
            exchange->respond(
                http::json(201, *exchange->template context_as<std::string>() + exchange->body));
        },
        admit);
    add_sum(live, 100);
    live.start();
    const std::string begin =
        "POST /in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: "
        "100-continue\r\nContent-Length: 2\r\n";
    RawClient good(live.port());
    good.send(begin + "X-Key: good\r\n\r\n");
    CHECK(good.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    good.send("{}");
    CHECK(body_of(good.read_answer()) == "officer{}");

    RawClient stranger(live.port());
    stranger.send(begin + "\r\n");
    const auto refused = stranger.read_answer();
    CHECK(status_of(refused) == 401);
    CHECK(header_of(refused, "Connection") == "close");
    stranger.shut_down();
    CHECK(stranger.read_all() == "");

    RawClient stream(live.port());
    stream.send(put("Expect: 100-continue\r\nContent-Length: 3\r\n"));
    CHECK(stream.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    stream.send("\1\1\1");
    CHECK(body_of(stream.read_answer()) == "3 3");

    RawClient eager(live.port());
    eager.send(begin + "X-Key: good\r\n\r\n{}");
    CHECK(status_of(eager.read_answer()) == 201);

    RawClient old(live.port());
    old.send("PUT /sum HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    old.send("\1\1\1");
    CHECK(body_of(old.read_answer()) == "3 3");
}

TEST_CASE("strangers are refused before their body is read, whatever its size") {
    LiveServer live;
    std::atomic<int> handled = 0;
    auto nobody = [&live](const http::RequestHead&, http::Admitted done) {
        // As from a reader thread.
        auto shared = std::make_shared<http::Admitted>(std::move(done));
        CHECK(live.workers.submit([shared] { (*shared)(base::refuse("unauthenticated")); }));
    };
    live.route(
        "PUT", "/sum", http::BodyKind::stream, [&](auto) { ++handled; }, nobody, 1000);
    live.start();
    RawClient client(live.port());
    // Over the limit, too: who is not admitted does not learn the limit.
    client.send(put("Content-Length: 30000000\r\n"));
    std::thread sender([&] { client.send(std::string(30'000'000, 'x')); });
    // The answer arrives although the client is still sending: no reset overtakes it.
    const auto answer = client.read_answer();
    sender.join();
    CHECK(status_of(answer) == 401);
    CHECK(header_of(answer, "Connection") == "close");
    CHECK(handled == 0);
}
