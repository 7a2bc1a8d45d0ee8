#include "connection.hpp"

#include <algorithm>
#include <exception>

#include "rules.hpp"
#include "text.hpp"

namespace qingqian::http {
namespace {

constexpr std::size_t read_piece = 4096;
constexpr std::size_t discard_piece = 64 * 1024;
// Beyond this a client that goes on sending after our refusal is cut off.
constexpr std::uint64_t max_discarded = 64 * 1024 * 1024;
constexpr std::chrono::seconds short_linger{1};

Time now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

Connection::Connection(std::shared_ptr<IoThread> io, Socket socket)
    : io_(std::move(io)), socket_(std::move(socket)) {
    io_->add(*this);
}

Connection::~Connection() {
    close();
}

void Connection::start(bool overloaded) {
    ErrorCode error;
    socket_.set_option(Tcp::no_delay(true), error);
    socket_.non_blocking(true, error);
    const auto remote = socket_.remote_endpoint(error);
    if (error) return close();
    const auto address = plain_address(remote.address());
    remote_address_ = address.to_string();
    trusted_ = io_->shared().trusts(address);
    const auto share = share_taken(address);
    if (share == Share::exhausted) return close();
    if (overloaded || share == Share::over) {
        // Over TLS the handshake would cost more than the answer is worth.
        if (io_->shared().tls) return close();
        begin_request();
        head_->keep_alive = false;
        (void)std::make_shared<Exchange>(shared_from_this(), head_)
            ->respond(base::problem("overloaded", {{"seconds", "1"}}));
        return;
    }
    if (io_->shared().tls) return handshake();
    next_request();
    // A connection that never says a word is held no longer than one that begins.
    wait_until(phase_, now() + io_->shared().options.deadlines.header);
}

// A proxy that we trust speaks for many; everybody else gets no more than his share.
Connection::Share Connection::share_taken(const asio::ip::address& address) {
    const auto most = io_->shared().options.max_connections_per_block;
    if (most == 0 || trusted_) return Share::within;
    block_ = BlockShares::block_of(address);
    const auto before = io_->shared().shares.take(block_);
    if (before < most) return Share::within;
    return before < most + told_so ? Share::over : Share::exhausted;
}

void Connection::handshake() {
    tls_.emplace(socket_, *io_->shared().tls);
    wait_until(Phase::handshake, now() + io_->shared().options.deadlines.header);
    auto done = [self = shared_from_this()](ErrorCode error) {
        if (error) return self->close();
        self->next_request();
    };
    tls_->async_handshake(asio::ssl::stream_base::server, std::move(done));
}

void Connection::wait_until(Phase phase, Time deadline) {
    phase_ = phase;
    deadline_ = deadline;
}

void Connection::check_deadline(Time at) {
    if (at < deadline_) return;
    deadline_ = Time::max();
    if (phase_ == Phase::header || phase_ == Phase::idle || phase_ == Phase::body) {
        // The handler of the aborted read knows what to answer.
        timed_out_ = true;
        ErrorCode ignored;
        socket_.cancel(ignored);
        return;
    }
    close();
}

void Connection::drain() {
    // Whoever listens comes back by itself, to a server that goes on.
    if (phase_ == Phase::idle || phase_ == Phase::handshake || phase_ == Phase::streaming) return close();
    if (phase_ == Phase::lingering) deadline_ = std::min(deadline_, now() + short_linger);
}

void Connection::close() {
    if (closed_) return;
    closed_ = true;
    deadline_ = Time::max();
    if (streaming_) end_stream();
    if (!block_.empty()) io_->shared().shares.give_back(block_);
    io_->remove(*this);
    ErrorCode ignored;
    socket_.close(ignored);
}

std::string_view Connection::received() const {
    return {static_cast<const char*>(in_.data().data()), in_.size()};
}

void Connection::next_request() {
    if (io_->shared().draining && in_.size() == 0) return end(true);
    scan_.reset();
    head_.reset();
    parser_.reset();
    timed_out_ = false;
    wait_until(Phase::idle, now() + io_->shared().options.deadlines.idle);
    continue_header();
}

void Connection::continue_header() {
    const auto& options = io_->shared().options;
    // RFC 9112, 2.2: an empty line before a request is skipped.
    while (scan_.size() == 0 && received().starts_with("\r\n")) in_.consume(2);
    const auto bytes = received();
    if (phase_ == Phase::idle && !bytes.empty()) wait_until(Phase::header, now() + options.deadlines.header);
    const auto state = scan_.feed(bytes == "\r" ? std::string_view{} : bytes);
    if (state == HeaderScan::State::bad) return refuse_unreadable("malformed_request");
    const bool complete = state == HeaderScan::State::done;
    if (target_too_long(bytes, options.max_target)) return refuse_unreadable("target_too_long");
    const bool too_large = complete ? scan_.size() > options.max_header : bytes.size() >= options.max_header;
    if (too_large) return refuse_unreadable("header_too_large");
    if (complete) return take_header(scan_.size());
    auto done = [self = shared_from_this()](ErrorCode error, std::size_t count) {
        self->in_.commit(count);
        if (self->closed_) return;
        if (!error) return self->continue_header();
        if (self->timed_out_ && self->phase_ == Phase::header)
            return self->refuse_unreadable("request_timeout");
        self->close();
    };
    read_some(in_.prepare(read_piece), std::move(done));
}

void Connection::begin_request() {
    deadline_ = Time::max();
    phase_ = Phase::handling;
    began_ = now();
    head_ = std::make_shared<RequestHead>();
    head_->remote_address = remote_address_;
    if (tls_) head_->scheme = "https";
    head_->request_id = io_->next_request_id();
    route_ = nullptr;
    body_left_ = received_ = sent_ = 0;
    continue_due_ = body_failed_ = close_after_ = false;
    pull_waited_ = {};
}

void Connection::refuse_unreadable(std::string_view code) {
    begin_request();
    received_ = in_.size();
    body_failed_ = true;
    (void)std::make_shared<Exchange>(shared_from_this(), head_)->respond(base::problem(code));
}

void Connection::take_header(std::size_t size) {
    begin_request();
    received_ = size;
    head_->raw.assign(received().substr(0, size));
    in_.consume(size);
    parser_.emplace(*head_);
    const auto fault = parser_->read_header();
    fill_in_head(*head_);
    body_left_ = head_->content_length.value_or(0);
    continue_due_ = head_->expects_continue;
    const auto exchange = std::make_shared<Exchange>(shared_from_this(), head_);
    if (fault) {
        // Where the lengths are in doubt, the next byte may be anything.
        body_failed_ = true;
        exchange->respond(*fault);
        return;
    }
    dispatch(exchange);
}

void Connection::fill_in_head(RequestHead& head) {
    if (const auto id = head.field("X-Request-Id"); id && sane_request_id(*id)) head.request_id = *id;
    if (!trusted_) return;
    if (const auto scheme = head.field("X-Forwarded-Proto")) {
        head.scheme = same_text(*scheme, "https") ? "https" : "http";
    }
    // From the right: each hop appended whom it saw; the first one that is not ours is the client.
    auto rest = head.joined_field("X-Forwarded-For").value_or("");
    while (!rest.empty()) {
        const auto comma = rest.rfind(',');
        const auto hop =
            std::string(trimmed(std::string_view(rest).substr(comma == std::string::npos ? 0 : comma + 1)));
        rest.resize(comma == std::string::npos ? 0 : comma);
        ErrorCode error;
        const auto address = plain_address(asio::ip::make_address(hop, error));
        if (error) return;
        head.remote_address = address.to_string();
        if (!io_->shared().trusts(address)) return;
    }
}

void Connection::dispatch(const std::shared_ptr<Exchange>& exchange) {
    auto& head = *head_;
    const auto& shared = io_->shared();
    const auto match = shared.router.match(head);
    if (match.route == nullptr) return answer_without_route(exchange, match);
    route_ = match.route;
    if (const auto fault = check_origin(head, shared.public_origin)) return (void)exchange->respond(*fault);
    if (const auto fault = check_route_fields(*route_, head)) return (void)exchange->respond(*fault);
    if (!route_->admit) return admitted(exchange, Context{});
    auto done = [exchange, self = shared_from_this()](base::Result<Context> context) {
        if (self->io_->is_current()) return self->admitted(exchange, std::move(context));
        self->io_->post([exchange, self, context = std::move(context)]() mutable {
            self->admitted(exchange, std::move(context));
        });
    };
    try {
        route_->admit(head, std::move(done));
    } catch (const std::exception& fault) {
        auto failed = base::problem("internal");
        failed.log_detail = fault.what();
        exchange->respond(failed);
    }
}

void Connection::answer_without_route(const std::shared_ptr<Exchange>& exchange, const Match& match) {
    auto& head = *head_;
    const auto& fallback = io_->shared().router.fallback();
    std::string allow = match.allow;
    if (allow.empty() && head.path != "*" && fallback) {
        const bool reading = head.method == "GET" || head.method == "HEAD";
        if (auto page = fallback(head)) {
            if (reading) {
                head.route = "static";
                exchange->respond(std::move(*page));
                return;
            }
            allow = "GET, HEAD, OPTIONS";
        }
    }
    if (head.method == "OPTIONS" && (head.path == "*" || !allow.empty())) {
        auto options = no_content();
        options.set("Allow", allow.empty() ? "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" : allow);
        exchange->respond(std::move(options));
        return;
    }
    if (allow.empty()) return (void)exchange->respond(base::problem("not_found"));
    auto refusal = problem(base::problem("method_not_allowed"), head);
    refusal.set("Allow", allow);
    exchange->respond(std::move(refusal));
}

void Connection::admitted(const std::shared_ptr<Exchange>& exchange, base::Result<Context> context) {
    if (exchange->answered()) return;
    if (!context) return (void)exchange->respond(context.error());
    exchange->context = std::move(*context);
    if (const auto fault = check_length(*route_, *head_)) return (void)exchange->respond(*fault);
    if (head_->chunked) parser_->body_limit(route_->max_body);
    const bool buffered = route_->body == BodyKind::json || route_->body == BodyKind::form;
    if (buffered && !body_complete()) return collect_body(exchange);
    handle(exchange);
}

void Connection::handle(const std::shared_ptr<Exchange>& exchange) {
    try {
        route_->handle(exchange);
    } catch (const std::exception& fault) {
        auto failed = base::problem("internal");
        failed.log_detail = fault.what();
        exchange->respond(failed);
    }
}

// A socket that is closed with unread bytes in it resets the connection, and the reset may overtake our
// answer; so we say that nothing more comes and read on until the client has seen it.
void Connection::end(bool request_complete) {
    const auto linger = io_->shared().options.deadlines.linger;
    const auto patience =
        request_complete ? std::min<std::chrono::milliseconds>(linger, short_linger) : linger;
    wait_until(Phase::lingering, now() + patience);
    discarded_ = 0;
    if (tls_ && request_complete) {
        tls_->async_shutdown([self = shared_from_this()](ErrorCode) { self->close(); });
        return;
    }
    ErrorCode ignored;
    if (!tls_) socket_.shutdown(Socket::shutdown_send, ignored);
    discard();
}

void Connection::discard() {
    in_.clear();
    auto done = [self = shared_from_this()](ErrorCode error, std::size_t count) {
        self->discarded_ += count;
        if (error || self->closed_ || self->discarded_ > max_discarded) return self->close();
        self->discard();
    };
    read_some(in_.prepare(discard_piece), std::move(done));
}

}  // namespace qingqian::http
