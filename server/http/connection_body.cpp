// The body of a request: pulled by the reader, never pushed at it.
#include <algorithm>
#include <cstring>

#include "connection.hpp"
#include "rules.hpp"

namespace qingqian::http {
namespace {

constexpr std::size_t chunk_piece = 16 * 1024;

Time now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

bool Connection::body_complete() const {
    if (body_failed_) return false;
    return head_->chunked ? parser_->is_done() : body_left_ == 0;
}

void Connection::collect_body(const std::shared_ptr<Exchange>& exchange) {
    auto& body = exchange->body;
    const auto present = received();
    if (!head_->chunked && present.size() >= body_left_) {
        // The usual case: a small body came with its header.
        body.assign(present.substr(0, body_left_));
        in_.consume(body_left_);
        received_ += body_left_;
        body_left_ = 0;
        return handle(exchange);
    }
    collect_more(exchange, 0);
}

void Connection::collect_more(std::shared_ptr<Exchange> exchange, std::size_t offset) {
    auto& body = exchange->body;
    const auto wanted = head_->chunked ? offset + chunk_piece : offset + static_cast<std::size_t>(body_left_);
    body.resize(std::max(body.size(), wanted));
    const std::span<char> rest(body.data() + offset, body.size() - offset);
    auto done = [self = shared_from_this(), exchange, offset](base::Result<std::size_t> count) {
        if (!count) return (void)exchange->respond(count.error());
        if (!self->body_complete()) return self->collect_more(exchange, offset + *count);
        exchange->body.resize(offset + *count);
        self->handle(exchange);
    };
    pull(rest, std::move(done));
}

void Connection::read_body(std::span<char> into, BytesRead done) {
    // Posted even on our own thread, so that a reader that asks again from its callback does not nest.
    io_->post([self = shared_from_this(), into, done = std::move(done)]() mutable {
        self->pull(into, std::move(done));
    });
}

void Connection::pull(std::span<char> into, BytesRead done) {
    pull_into_ = into;
    pull_done_ = std::move(done);
    if (closed_ || body_failed_) return finish_pull(base::refuse("body_incomplete"));
    if (body_complete()) return finish_pull(0);
    if (continue_due_ && in_.size() == 0) return send_continue();
    advance_pull();
}

void Connection::send_continue() {
    continue_due_ = false;
    static constexpr std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
    wait_until(Phase::body, now() + io_->shared().options.deadlines.stall);
    auto done = [self = shared_from_this()](ErrorCode error, std::size_t) {
        if (error) return self->finish_pull(base::refuse("body_incomplete"));
        self->advance_pull();
    };
    // 25 bytes into an empty send buffer go out whole.
    write_some(asio::const_buffer(interim.data(), interim.size()), std::move(done));
}

void Connection::advance_pull() {
    if (head_->chunked) {
        if (!take_chunks()) pull_from_socket();
        return;
    }
    const auto limit = std::min<std::uint64_t>(body_left_, pull_into_.size());
    const auto count = std::min<std::size_t>(in_.size(), limit);
    if (count == 0) return pull_from_socket();
    std::memcpy(pull_into_.data(), received().data(), count);
    in_.consume(count);
    body_left_ -= count;
    received_ += count;
    finish_pull(count);
}

// Decodes what has arrived. False when nothing came of it and more is needed.
bool Connection::take_chunks() {
    const auto decoded = parser_->decode_chunks(received(), pull_into_);
    in_.consume(decoded.consumed);
    received_ += decoded.consumed;
    if (decoded.failed) {
        body_failed_ = true;
        if (decoded.too_large) {
            finish_pull(std::unexpected(body_too_large(route_->max_body)));
        } else {
            finish_pull(base::refuse("malformed_request"));
        }
        return true;
    }
    if (decoded.produced == 0 && !parser_->is_done()) return false;
    finish_pull(decoded.produced);
    return true;
}

void Connection::pull_from_socket() {
    const auto& deadlines = io_->shared().options.deadlines;
    pull_began_ = now();
    // What the reader's own pauses cost is not the client's fault: only time spent waiting here counts.
    const auto earned =
        std::chrono::milliseconds(received_ * 1000 / std::max<std::uint64_t>(1, deadlines.min_rate));
    const auto left = deadlines.grace + earned - pull_waited_;
    wait_until(Phase::body, pull_began_ + std::min<std::chrono::nanoseconds>(deadlines.stall, left));
    auto done = [self = shared_from_this()](ErrorCode error, std::size_t count) {
        self->pulled_from_socket(error, count);
    };
    if (head_->chunked) return read_some(in_.prepare(chunk_piece), std::move(done));
    const auto size = std::min<std::uint64_t>(body_left_, pull_into_.size());
    read_some(asio::mutable_buffer(pull_into_.data(), size), std::move(done));
}

void Connection::pulled_from_socket(ErrorCode error, std::size_t count) {
    pull_waited_ += now() - pull_began_;
    if (error || closed_) {
        body_failed_ = true;
        return finish_pull(base::refuse(timed_out_ ? "request_timeout" : "body_incomplete"));
    }
    if (head_->chunked) {
        in_.commit(count);
        if (!take_chunks()) pull_from_socket();
        return;
    }
    // What lies ready in the kernel is taken at once: fewer turns through the event loop for a large body.
    const auto wanted = std::min<std::uint64_t>(body_left_, pull_into_.size());
    while (!tls_ && count < wanted) {
        ErrorCode again;
        const auto asked = static_cast<std::size_t>(wanted - count);
        const auto more = socket_.read_some(asio::mutable_buffer(pull_into_.data() + count, asked), again);
        if (again) break;
        count += more;
        if (more < asked) break;  // the kernel has no more, and need not be asked again
    }
    body_left_ -= count;
    received_ += count;
    finish_pull(count);
}

void Connection::finish_pull(base::Result<std::size_t> result) {
    if (!closed_) wait_until(Phase::handling, Time::max());
    auto done = std::exchange(pull_done_, {});
    pull_into_ = {};
    try {
        done(std::move(result));
    } catch (const std::exception& fault) {
        // The reader's exchange goes with `done` and answers 500.
        report(head_->request_id, fault.what());
    }
}

}  // namespace qingqian::http
