#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.hpp"
#include "http/exchange.hpp"

namespace qingqian::http {

/// What a route takes as body, and what that asks of Content-Type.
enum class BodyKind {
    none,    ///< no body (413 where one is announced)
    json,    ///< application/json or application/*+json, UTF-8, buffered
    form,    ///< application/x-www-form-urlencoded, buffered
    stream,  ///< any type, read piece by piece by the handler
};

/// Told by admission, once and from any thread: the context of the exchange, or why the client may not go on.
using Admitted = std::move_only_function<void(base::Result<Context>)>;

/// 256 KiB, the most that a JSON or form body may hold unless its route says otherwise.
inline constexpr std::uint64_t default_max_body = 256 * 1024;

/// One row of the route table.
struct Route {
    /// In capitals. A row for GET answers HEAD, too; OPTIONS is answered by the router.
    std::string method;
    /// "/api/v1/complaints/{id}": literal segments and places that take exactly one non-empty segment.
    /// A literal goes before a place.
    std::string pattern;
    BodyKind body = BodyKind::none;
    /// Largest body in bytes; one more is 413.
    std::uint64_t max_body = default_max_body;
    /// The type it answers with, compared with Accept (406). Empty: not compared.
    std::string produces = "application/json";
    /// Headers of every answer of this route, refusals too.
    std::vector<std::pair<std::string, std::string>> headers;
    /// Decides who may go on, after the header and before the body and `100 Continue`. `head` is valid until
    /// the `Admitted` is called or dropped (dropped: 500). Runs on an I/O thread: do not block. Empty:
    /// everybody.
    std::function<void(const RequestHead& head, Admitted done)> admit;
    /// Answers. Runs on an I/O thread: do not block.
    std::function<void(std::shared_ptr<Exchange>)> handle;
};

/// Answers GET and HEAD where no route matches: the web client. Nothing means 404.
using Fallback = std::function<std::optional<Response>(const RequestHead& head)>;

/// What became of looking up a request.
struct Match {
    const Route* route = nullptr;
    /// Of a path that has routes, but not for this method (405), and of OPTIONS: the value of Allow.
    /// Empty where no route has this path.
    std::string allow;
};

/// The route table: filled before the server starts, constant from then on.
class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// Adds a row. Throws std::logic_error for a pattern that does not begin with '/', an empty or unclosed
    /// place, a second row of the same method and path, or a missing handler.
    void add(Route route);
    void set_fallback(Fallback fallback);

    /// Finds the row of `head.method` and `head.path`; fills `head.route` and `head.parameters`.
    Match match(RequestHead& head) const;
    const Fallback& fallback() const;
    /// All rows in the order they were added; tests walk them.
    const std::vector<std::unique_ptr<Route>>& routes() const;

  private:
    struct Node;
    std::vector<std::unique_ptr<Route>> routes_;
    std::unique_ptr<Node> root_;
    Fallback fallback_;
};

}  // namespace qingqian::http
