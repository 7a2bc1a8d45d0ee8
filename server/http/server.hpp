#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "http/router.hpp"
#include "http/workers.hpp"

namespace qingqian::http {

/// How long the server waits for a client.
struct Deadlines {
    /// From the first byte (or the accepted connection) to the end of the header, TLS handshake included.
    std::chrono::milliseconds header{10'000};
    /// Between two requests on one connection.
    std::chrono::milliseconds idle{60'000};
    /// Between two bytes of a body, either way.
    std::chrono::milliseconds stall{15'000};
    /// A body that is slower than `min_rate` bytes a second on the whole, after this grace, ends.
    std::chrono::milliseconds grace{20'000};
    std::uint64_t min_rate = 1024;
    /// How long the server reads on after it has answered a request whose body it did not want.
    std::chrono::milliseconds linger{10'000};
};

/// One answered request, for the log: nothing personal, no query string.
struct AccessRecord {
    std::string_view method;
    std::string_view route;  ///< the pattern; "static" for the web client, empty where nothing matched
    int status = 0;
    std::chrono::microseconds duration{};
    std::uint64_t bytes_received = 0;
    std::uint64_t bytes_sent = 0;
    std::string_view request_id;
};

struct ServerOptions {
    /// "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one.
    std::string listen = "127.0.0.1:8080";
    /// I/O threads; 0 means one per core.
    unsigned threads = 0;
    /// Connections beyond this get 503 with Retry-After.
    std::size_t max_connections = 10'000;
    /// Of these, so many from one address block (an IPv4 address, 64 bits of IPv6); a trusted proxy is not
    /// counted. 0: no bound.
    std::size_t max_connections_per_block = 0;
    /// Bytes of request line and fields together; more is 431.
    std::size_t max_header = 16 * 1024;
    /// Bytes of the request target; more is 414.
    std::size_t max_target = 8 * 1024;
    Deadlines deadlines;
    /// PEM files; both set means TLS (1.2 or newer).
    std::string tls_certificate;
    std::string tls_key;
    /// "https://complaints.example.gov.cn": an Origin that is accepted beside the one the request was sent
    /// to.
    std::string public_url;
    /// Addresses or networks ("10.0.0.0/8") whose X-Forwarded-For and X-Forwarded-Proto are believed.
    std::vector<std::string> trusted_proxies;
    /// Called on I/O threads after each answer; must be quick and safe to call from several threads.
    std::function<void(const AccessRecord&)> on_access;
    /// Called for what went wrong on our side (an answer forgotten, a broken file), with the request id.
    std::function<void(std::string_view request_id, std::string_view detail)> on_error;
};

/// Counts since the start.
struct ServerCounters {
    std::uint64_t connections = 0;  ///< accepted
    std::uint64_t open = 0;         ///< now
    std::uint64_t requests = 0;     ///< answered
    std::uint64_t client_errors = 0;
    std::uint64_t server_errors = 0;
};

/// The listener: one I/O thread and one acceptor (SO_REUSEPORT) per core. Outlives every Exchange.
class Server {
  public:
    /// `router`, `workers` and `clock` must outlive the server.
    Server(const Router& router, Workers& workers, const base::Clock& clock, ServerOptions options);
    /// Stops without waiting.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and starts the threads; serves when it returns. Throws std::runtime_error with a sentence that
    /// names the address or file where it cannot (address in use, unreadable certificate).
    void start();
    /// "127.0.0.1:43121": the address actually bound, after start().
    std::string address() const;
    std::uint16_t port() const;

    /// Stops accepting, closes idle connections, lets requests under way finish (answered with
    /// `Connection: close`) and stops the threads. True when all had finished before `patience` was over.
    /// Not to be called on an I/O thread.
    bool drain(std::chrono::milliseconds patience);

    ServerCounters counters() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qingqian::http
