#pragma once

#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "answer.hpp"
#include "exchange.hpp"
#include "header_scan.hpp"
#include "io_thread.hpp"
#include "request_parser.hpp"

namespace qingqian::http {

/// One socket: reads a request, has it answered, writes the answer, and again. Lives on its I/O thread;
/// `answer`, `read_body` and `report` come from any thread and are posted there.
///
/// Requests are taken strictly one after another, so that pipelined answers leave in order. Kept alive by
/// whatever it waits for: an operation on the socket, or the Exchange in a handler's hands.
class Connection final : public Peer, public EventStream, public std::enable_shared_from_this<Connection> {
  public:
    Connection(std::shared_ptr<IoThread> io, Socket socket);
    ~Connection() override;

    /// Begins to serve. `overloaded`: answers 503 at once and closes.
    void start(bool overloaded);
    /// Ends what has waited too long.
    void check_deadline(Time now);
    /// Closes if it waits for a request; otherwise the present request is the last.
    void drain();
    void close();

    void answer(Response response) override;
    void read_body(std::span<char> into, BytesRead done) override;
    void report(std::string_view request_id, std::string_view detail) override;
    void post(std::move_only_function<void()> task) override;
    std::shared_ptr<EventStream> stream(Response head, StreamRules rules) override;
    void finish() override;

    /// Place in the I/O thread's list of live connections.
    std::size_t slot = 0;

  private:
    enum class Phase { handshake, idle, header, body, handling, writing, streaming, lingering };

    /// What a stream needs beside its connection.
    struct Streaming {
        StreamRules rules;
        std::deque<SharedText> waiting;
        std::size_t bytes_waiting = 0;
        std::size_t written = 0;  ///< of the first text
        bool writing = false;
        bool finishing = false;
        std::array<char, 256> heard{};
    };

    // connection.cpp: from the first byte of a request to its handler
    enum class Share { within, over, exhausted };
    Share share_taken(const asio::ip::address& address);
    void handshake();
    void next_request();
    void continue_header();
    void take_header(std::size_t size);
    void fill_in_head(RequestHead& head);
    void begin_request();
    void dispatch(const std::shared_ptr<Exchange>& exchange);
    void answer_without_route(const std::shared_ptr<Exchange>& exchange, const Match& match);
    void admitted(const std::shared_ptr<Exchange>& exchange, base::Result<Context> context);
    void handle(const std::shared_ptr<Exchange>& exchange);
    void refuse_unreadable(std::string_view code);
    void end(bool request_complete);
    void discard();
    std::string_view received() const;

    // connection_body.cpp
    void collect_body(const std::shared_ptr<Exchange>& exchange);
    void collect_more(std::shared_ptr<Exchange> exchange, std::size_t offset);
    void pull(std::span<char> into, BytesRead done);
    void advance_pull();
    void pull_from_socket();
    void pulled_from_socket(ErrorCode error, std::size_t count);
    void finish_pull(base::Result<std::size_t> result);
    void send_continue();
    bool take_chunks();
    bool body_complete() const;

    // connection_answer.cpp
    void deliver(Response response);
    void open_file();
    void begin_answer(std::uint64_t total);
    void write();
    void written();
    void read_file_piece();
    void log_answer();

    // connection_stream.cpp
    const void* thread() const override { return io_.get(); }
    void take(const SharedText& text) override;
    void begin_stream(Response head, StreamRules rules);
    void write_stream();
    void listen_for_end();
    void heard(ErrorCode error, std::size_t count);
    void end_stream();

    void wait_until(Phase phase, Time deadline);
    template <class Handler>
    void read_some(asio::mutable_buffer buffer, Handler handler);
    template <class Buffers, class Handler>
    void write_some(const Buffers& buffers, Handler handler);

    std::shared_ptr<IoThread> io_;
    Socket socket_;
    std::optional<asio::ssl::stream<Socket&>> tls_;
    std::string remote_address_;
    bool trusted_ = false;
    std::string block_;  ///< whose share this connection takes; empty for none
    boost::beast::flat_buffer in_;
    HeaderScan scan_;
    Phase phase_ = Phase::handling;
    Time deadline_ = Time::max();
    bool timed_out_ = false;
    bool closed_ = false;

    // The present request.
    std::shared_ptr<RequestHead> head_;
    std::optional<RequestParser> parser_;
    const Route* route_ = nullptr;
    Time began_{};
    std::uint64_t body_left_ = 0;
    std::uint64_t received_ = 0;
    bool continue_due_ = false;
    bool body_failed_ = false;

    // A read of its body under way.
    std::span<char> pull_into_;
    BytesRead pull_done_;
    Time pull_began_{};
    std::chrono::nanoseconds pull_waited_{};

    // Its answer.
    Response response_;
    std::string out_;
    std::string_view head_rest_;
    std::string_view body_rest_;
    std::string piece_;
    std::shared_ptr<const Descriptor> file_;
    std::uint64_t file_offset_ = 0;
    std::uint64_t file_left_ = 0;
    std::uint64_t sent_ = 0;
    bool close_after_ = false;
    std::uint64_t discarded_ = 0;
    std::unique_ptr<Streaming> streaming_;
};

template <class Handler>
void Connection::read_some(asio::mutable_buffer buffer, Handler handler) {
    if (tls_) {
        tls_->async_read_some(buffer, std::move(handler));
    } else {
        socket_.async_read_some(buffer, std::move(handler));
    }
}

template <class Buffers, class Handler>
void Connection::write_some(const Buffers& buffers, Handler handler) {
    if (tls_) {
        tls_->async_write_some(buffers, std::move(handler));
    } else {
        socket_.async_write_some(buffers, std::move(handler));
    }
}

}  // namespace qingqian::http
