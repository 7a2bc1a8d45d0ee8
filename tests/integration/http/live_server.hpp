#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "http/server.hpp"
#include "http/workers.hpp"

namespace qingqian::tests {

/// A blocking client that sends and reads raw bytes, with five seconds of patience for each read.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// Sends everything; false when the server has closed.
    bool send(std::string_view bytes);
    /// Bytes the kernel takes without blocking, at most `bytes.size()`.
    std::size_t send_some(std::string_view bytes);
    /// Says that nothing more comes.
    void shut_down();
    /// Reads until `text` has come (returns all up to and with it) or the end.
    std::string read_until(std::string_view text);
    /// One answer: header and as many bytes of body as its Content-Length says.
    std::string read_answer(bool head_only = false);
    /// Everything up to the end of the connection.
    std::string read_all();
    /// Whether the server has closed, waiting for it.
    bool closed_by_server();

  private:
    bool receive();
    int socket_;
    std::string buffer_;
};

/// The status out of an answer's first line; 0 where there is none.
int status_of(std::string_view answer);
/// The body behind the header.
std::string_view body_of(std::string_view answer);
/// The value of a header, or "".
std::string header_of(std::string_view answer, std::string_view name);

/// A server on a free port of loopback, two threads, whose clock stands at 2026-11-23T02:32:05Z.
struct LiveServer {
    base::ManualClock clock{1'795'401'125'000};
    http::Workers workers{2};
    http::Router router;
    http::ServerOptions options;
    std::unique_ptr<http::Server> server;

    LiveServer();
    /// Adds a route and returns it for changes before start().
    void route(std::string method, std::string pattern, http::BodyKind body,
               std::function<void(std::shared_ptr<http::Exchange>)> handle,
               std::function<void(const http::RequestHead&, http::Admitted)> admit = {},
               std::uint64_t max_body = http::default_max_body);
    void start();
    /// Sends one request on a new connection and reads to its end or one answer.
    std::string ask(std::string_view request) const;
    std::uint16_t port() const { return server->port(); }
};

}  // namespace qingqian::tests
