#pragma once

#include <any>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/problem.hpp"
#include "http/event_stream.hpp"
#include "http/request_head.hpp"
#include "http/response.hpp"

namespace qingqian::http {

/// Receives the number of bytes put into the span (0 = the body has ended), on an I/O thread: do not block.
using BytesRead = std::move_only_function<void(base::Result<std::size_t>)>;

/// The connection as an exchange sees it. Implemented by the server; every method from any thread.
class Peer {
  public:
    virtual ~Peer() = default;
    virtual void answer(Response response) = 0;
    virtual void read_body(std::span<char> into, BytesRead done) = 0;
    /// A fault of ours, for the log alone.
    virtual void report(std::string_view request_id, std::string_view detail) = 0;
    /// Runs `task` on the connection's I/O thread; here and now where there is none.
    virtual void post(std::move_only_function<void()> task) { task(); }
    /// Answers by a stream. Null where the peer has none.
    virtual std::shared_ptr<EventStream> stream(Response /*head*/, StreamRules /*rules*/) { return nullptr; }
};

/// What admission found out, e.g. the session; empty where there was nothing to find out. Made by `of` alone:
/// a type into which everything converts would make a Result of it ambiguous.
class Context {
  public:
    template <class T>
    static Context of(T found) {
        Context context;
        context.found_ = std::move(found);
        return context;
    }
    /// As a T, or null where it holds something else.
    template <class T>
    const T* as() const {
        return std::any_cast<T>(&found_);
    }

  private:
    std::any found_;
};

/// One request and its answer. Handlers share it and let go of it when they have answered.
///
/// `head`, `body` and `context` are complete before the handler runs and belong to the handler then.
class Exchange : public std::enable_shared_from_this<Exchange> {
  public:
    Exchange(std::shared_ptr<Peer> peer, std::shared_ptr<RequestHead> request)
        : head(*request), peer_(std::move(peer)), head_(std::move(request)) {}
    /// An exchange that nobody answered answers `internal` (500), so that no client waits for ever.
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    RequestHead& head;
    /// The whole body of a `json` or `form` route; empty on others.
    std::string body;
    /// Empty on a route without admission.
    Context context;

    /// The context as a T, or null where it holds something else.
    template <class T>
    const T* context_as() const {
        return context.as<T>();
    }

    /// Answers. From any thread, once: returns false and does nothing when it was answered already. An answer
    /// before the end of the body closes the connection; not to be given while a read is under way.
    bool respond(Response response);
    /// Answers with the problem document.
    bool respond(const base::Problem& problem);
    /// Answers with a header and what is sent to the stream from then on; the body of `head` goes first. The
    /// connection closes with the stream. Null when it was answered already.
    std::shared_ptr<EventStream> stream(Response head, StreamRules rules);
    /// Runs `task` on the I/O thread of the connection: answers are rendered there, not on the thread that
    /// brought the result. The task keeps the exchange alive itself.
    void post(std::move_only_function<void()> task) { peer_->post(std::move(task)); }
    bool answered() const { return answered_.load(std::memory_order_acquire); }

    /// Reads the next bytes of the body of a `stream` route into `into`, which must stay valid until `done`
    /// runs. From any thread, one read at a time; nothing is read from the socket between two reads, so the
    /// client is slowed down to the pace of the reader. The first read sends `100 Continue` where the client
    /// waits for it.
    ///
    /// Fails with `body_too_large` (413), `request_timeout` (408, too slow), `malformed_request` (400, bad
    /// chunk) or `body_incomplete` (400, the client has gone). After a failure and after the end, do not read
    /// on.
    void read(std::span<char> into, BytesRead done);

  private:
    std::shared_ptr<Peer> peer_;
    std::shared_ptr<RequestHead> head_;
    std::atomic<bool> answered_ = false;
};

}  // namespace qingqian::http
