// The answer without an end: texts are written as they come, and a reader that does not keep up is let go.
#include <algorithm>
#include <utility>

#include "connection.hpp"

namespace qingqian::http {
namespace {

// Of the system's buffer for one listener: enough for any event, and ten thousand of them stay small.
constexpr int send_buffer = 32 * 1024;

Time now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

void EventStream::send(std::span<const Sending> texts) {
    using Batch = std::pair<const void*, std::vector<Sending>>;
    std::vector<Batch> batches;
    for (const auto& text : texts) {
        const auto* thread = text.first->thread();
        auto batch = std::ranges::find(batches, thread, &Batch::first);
        if (batch == batches.end()) batch = batches.insert(batches.end(), {thread, {}});
        batch->second.push_back(text);
    }
    for (auto& [thread, batch] : batches) {
        auto& first = *batch.front().first;
        first.post([batch = std::move(batch)] {
            for (const auto& [stream, text] : batch) stream->take(text);
        });
    }
}

std::shared_ptr<EventStream> Connection::stream(Response head, StreamRules rules) {
    auto self = shared_from_this();
    // At once where it can be: what this thread posts may be overtaken by what another posts to it.
    if (io_->is_current()) {
        begin_stream(std::move(head), std::move(rules));
        return self;
    }
    io_->post([self, head = std::move(head), rules = std::move(rules)]() mutable {
        self->begin_stream(std::move(head), std::move(rules));
    });
    return self;
}

void Connection::begin_stream(Response head, StreamRules rules) {
    if (closed_) {
        if (rules.closed) rules.closed();
        return;
    }
    streaming_ = std::make_unique<Streaming>();
    streaming_->rules = std::move(rules);
    ErrorCode ignored;
    socket_.set_option(asio::socket_base::send_buffer_size(send_buffer), ignored);
    response_ = std::move(head);
    auto out = std::make_shared<std::string>();
    write_header(*out, *head_, response_,
                 {.content_length = 0, .date = io_->date(), .close = true, .until_close = true});
    if (const auto* body = std::get_if<std::string>(&response_.body)) out->append(*body);
    response_.body = std::string_view{};
    // What the request needed is of no more use, and there may be ten thousand of these.
    in_.clear();
    in_.shrink_to_fit();
    parser_.reset();
    out_ = {};
    wait_until(Phase::streaming, Time::max());
    listen_for_end();
    take(out);
}

void Connection::take(const SharedText& text) {
    if (closed_ || !streaming_ || streaming_->finishing || text->empty()) return;
    auto& stream = *streaming_;
    // One text may be as long as it is: it was made for all listeners. A second one waits within the bound.
    const bool behind = !stream.waiting.empty();
    if (behind && stream.bytes_waiting + text->size() > stream.rules.max_waiting) return close();
    stream.waiting.push_back(text);
    stream.bytes_waiting += text->size();
    if (!stream.writing) write_stream();
}

void Connection::write_stream() {
    auto& stream = *streaming_;
    if (stream.waiting.empty()) {
        wait_until(Phase::streaming, Time::max());
        // Over TLS a read is under way, beside which no shutdown may be.
        if (stream.finishing) tls_ ? close() : end(true);
        return;
    }
    stream.writing = true;
    wait_until(Phase::streaming, now() + io_->shared().options.deadlines.stall);
    const auto& text = *stream.waiting.front();
    auto done = [self = shared_from_this()](ErrorCode error, std::size_t count) {
        if (error || self->closed_) return self->close();
        auto& of = *self->streaming_;
        self->sent_ += count;
        of.writing = false;
        of.written += count;
        if (of.written == of.waiting.front()->size()) {
            of.bytes_waiting -= of.written;
            of.written = 0;
            of.waiting.pop_front();
        }
        self->write_stream();
    };
    write_some(asio::const_buffer(text.data() + stream.written, text.size() - stream.written),
               std::move(done));
}

// A listener says nothing; what is read is the end of its connection, or noise that is thrown away.
void Connection::listen_for_end() {
    const asio::mutable_buffer into(streaming_->heard.data(), streaming_->heard.size());
    read_some(into,
              [self = shared_from_this()](ErrorCode error, std::size_t count) { self->heard(error, count); });
}

void Connection::heard(ErrorCode error, std::size_t count) {
    constexpr std::uint64_t noise_max = 64 * 1024;
    if (closed_) return;
    discarded_ += count;
    if (error || discarded_ > noise_max) return close();
    if (phase_ == Phase::streaming) listen_for_end();
}

void Connection::finish() {
    io_->post([self = shared_from_this()] {
        if (self->closed_ || !self->streaming_ || self->streaming_->finishing) return;
        self->streaming_->finishing = true;
        if (!self->streaming_->writing) self->write_stream();
    });
}

void Connection::end_stream() {
    log_answer();
    if (auto closed = std::exchange(streaming_->rules.closed, {})) closed();
}

}  // namespace qingqian::http
