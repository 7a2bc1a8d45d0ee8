// The answer: composed once, written in as few system calls as it takes.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "connection.hpp"

namespace qingqian::http {
namespace {

constexpr std::size_t file_piece = 128 * 1024;
// Below this a body is copied behind its header: one TLS record instead of two.
constexpr std::size_t small_body = 8 * 1024;

Time now() {
    return std::chrono::steady_clock::now();
}

std::string_view view_of(const Body& body) {
    if (const auto* text = std::get_if<std::string>(&body)) return *text;
    if (const auto* view = std::get_if<std::string_view>(&body)) return *view;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body)) {
        return *shared ? std::string_view(**shared) : std::string_view{};
    }
    return {};
}

struct OpenedFile {
    std::shared_ptr<const Descriptor> descriptor;
    std::uint64_t size = 0;
    std::string fault;
};

OpenedFile open_part(const File& file) {
    OpenedFile opened{file.open, 0, {}};
    if (!opened.descriptor) {
        opened.descriptor =
            std::make_shared<Descriptor>(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    }
    struct stat status {};
    if (::fstat(opened.descriptor->get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        opened.fault = "cannot open the file of an answer: " + std::string(std::strerror(errno));
        return opened;
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const auto after = size - std::min(size, file.offset);
    opened.size = file.length.value_or(after);
    if (file.offset > size || opened.size > after)
        opened.fault = "the file of an answer is shorter than announced";
    return opened;
}

}  // namespace

void Connection::answer(Response response) {
    if (io_->is_current()) return deliver(std::move(response));
    io_->post([self = shared_from_this(), response = std::move(response)]() mutable {
        self->deliver(std::move(response));
    });
}

void Connection::report(std::string_view request_id, std::string_view detail) {
    io_->shared().report(request_id, detail);
}

void Connection::post(std::move_only_function<void()> task) {
    io_->post(std::move(task));
}

void Connection::deliver(Response response) {
    if (closed_) return;
    response_ = std::move(response);
    if (route_ != nullptr) {
        for (const auto& [name, value] : route_->headers) response_.set(name, value);
    }
    if (!headers_are_sane(response_)) {
        report(head_->request_id, "an answer had a header with a line break in it");
        response_ = problem(base::problem("internal"), *head_);
    }
    if (std::holds_alternative<File>(response_.body)) return open_file();
    begin_answer(view_of(response_.body).size());
}

void Connection::open_file() {
    const bool queued =
        io_->shared().workers.submit([self = shared_from_this(), file = std::get<File>(response_.body)] {
            self->io_->post([self, opened = open_part(file)]() mutable {
                if (self->closed_) return;
                if (!opened.fault.empty()) {
                    self->report(self->head_->request_id, opened.fault);
                    return self->deliver(problem(base::problem("internal"), *self->head_));
                }
                self->file_ = std::move(opened.descriptor);
                self->begin_answer(opened.size);
            });
        });
    if (!queued) deliver(problem(base::problem("overloaded", {{"seconds", "1"}}), *head_));
}

void Connection::begin_answer(std::uint64_t total) {
    const auto* file = std::get_if<File>(&response_.body);
    const auto file_start = file != nullptr ? file->offset : 0;
    const auto slice = apply_conditions(*head_, response_, total);
    // A small body that nobody wanted, but that is here already, need not cost the connection.
    if (!body_failed_ && !head_->chunked && body_left_ <= in_.size()) {
        in_.consume(body_left_);
        received_ += body_left_;
        body_left_ = 0;
    }
    close_after_ = response_.close || !head_->keep_alive || !body_complete() || io_->shared().draining;
    const bool with_body = head_->method != "HEAD" && may_have_body(response_.status);
    out_.clear();
    write_header(out_, *head_, response_, {slice.length, io_->date(), close_after_});
    body_rest_ = {};
    file_left_ = 0;
    if (with_body && std::holds_alternative<File>(response_.body)) {
        file_offset_ = file_start + slice.offset;
        file_left_ = slice.length;
    } else if (with_body) {
        body_rest_ = view_of(response_.body).substr(slice.offset, slice.length);
        if (tls_ && body_rest_.size() <= small_body) {
            out_.append(body_rest_);
            body_rest_ = {};
        }
    }
    head_rest_ = out_;
    write();
}

void Connection::write() {
    wait_until(Phase::writing, now() + io_->shared().options.deadlines.stall);
    auto done = [self = shared_from_this()](ErrorCode error, std::size_t count) {
        if (error || self->closed_) return self->close();
        self->sent_ += count;
        const auto of_head = std::min(count, self->head_rest_.size());
        self->head_rest_.remove_prefix(of_head);
        self->body_rest_.remove_prefix(count - of_head);
        if (!self->head_rest_.empty() || !self->body_rest_.empty()) return self->write();
        self->written();
    };
    if (body_rest_.empty())
        return write_some(asio::const_buffer(head_rest_.data(), head_rest_.size()), std::move(done));
    if (head_rest_.empty())
        return write_some(asio::const_buffer(body_rest_.data(), body_rest_.size()), std::move(done));
    const std::array<asio::const_buffer, 2> both{asio::const_buffer(head_rest_.data(), head_rest_.size()),
                                                 asio::const_buffer(body_rest_.data(), body_rest_.size())};
    write_some(both, std::move(done));
}

void Connection::written() {
    if (file_left_ > 0) return read_file_piece();
    log_answer();
    file_.reset();
    piece_ = {};
    response_ = {};
    // Answered while a read of the body was under way: the socket cannot be read for anything else.
    if (pull_done_) return close();
    const bool complete = body_complete();
    if (close_after_) return end(complete);
    next_request();
}

void Connection::read_file_piece() {
    wait_until(Phase::handling, Time::max());
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(file_left_, file_piece));
    piece_.resize(want);
    auto task = [self = shared_from_this(), file = file_, offset = file_offset_, want] {
        const auto count = ::pread(file->get(), self->piece_.data(), want, static_cast<off_t>(offset));
        self->io_->post([self, count] {
            if (self->closed_) return;
            if (count <= 0) {
                // The header promised more; cutting the connection is the only way left to say so.
                self->report(self->head_->request_id, "a file became unreadable while it was sent");
                return self->close();
            }
            self->file_offset_ += static_cast<std::uint64_t>(count);
            self->file_left_ -= static_cast<std::uint64_t>(count);
            self->body_rest_ = std::string_view(self->piece_).substr(0, static_cast<std::size_t>(count));
            self->write();
        });
    };
    if (io_->shared().workers.submit(std::move(task))) return;
    // The workers are behind: this download waits for them instead of breaking off.
    io_->retry_soon([self = shared_from_this()] {
        if (!self->closed_) self->read_file_piece();
    });
}

void Connection::log_answer() {
    const auto& options = io_->shared().options;
    io_->counters.requests.fetch_add(1, std::memory_order_relaxed);
    if (response_.status >= 500) {
        io_->counters.server_errors.fetch_add(1, std::memory_order_relaxed);
    } else if (response_.status >= 400) {
        io_->counters.client_errors.fetch_add(1, std::memory_order_relaxed);
    }
    if (!options.on_access) return;
    const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(now() - began_);
    options.on_access(
        {head_->method, head_->route, response_.status, duration, received_, sent_, head_->request_id});
}

}  // namespace qingqian::http
