#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/problem.hpp"

namespace qingqian::http {

class RequestHead;

/// An open file descriptor, closed with its last owner.
class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

/// A body out of a regular file, read by the workers in pieces, never as a whole. Either `path` or `open`.
struct File {
    std::string path;
    std::shared_ptr<const Descriptor> open;
    std::uint64_t offset = 0;
    /// Bytes from `offset`; nothing means up to the end of the file.
    std::optional<std::uint64_t> length;
};

/// A body: owned text, text that lives as long as the process, shared text, or a part of a file.
using Body = std::variant<std::string, std::string_view, std::shared_ptr<const std::string>, File>;

/// An answer. The server adds Content-Length, Date, X-Request-Id, Connection and the security headers; it
/// turns the answer to a HEAD into its header alone, a 200 whose ETag stands in If-None-Match into 304, and a
/// 200 with `ranges` into 206 or 416 as Range and If-Range ask.
struct Response {
    int status = 200;
    /// Name and value; both without CR, LF and NUL, or the server answers 500 instead. "Cache-Control" and
    /// "Content-Security-Policy" replace the defaults ("no-store", and the strict policy of the pages).
    std::vector<std::pair<std::string, std::string>> headers;
    Body body;
    /// Whether single byte ranges of the body are served.
    bool ranges = false;
    /// Closes the connection after this answer.
    bool close = false;

    /// Sets a header, replacing one of the same name. Returns itself, to be chained.
    Response& set(std::string_view name, std::string value);
    /// The header `name` (any case), or nothing.
    std::optional<std::string_view> header(std::string_view name) const;
};

/// `application/json` out of text that is JSON already.
Response json(int status, std::string text);
Response json(int status, const char* text);
/// `application/json` out of a value.
Response json(int status, const boost::json::value& value);
/// `text/plain; charset=utf-8`.
Response text(int status, std::string text);
/// 204 without a body.
Response no_content();
/// RFC 9457 `application/problem+json` in the language of `head`, with its `request_id`. A 503 and a 429
/// carry Retry-After (`extra.retry_after` in seconds, otherwise 1), a 401 carries WWW-Authenticate.
Response problem(const base::Problem& problem, const RequestHead& head);

/// How an attachment is served: 200 with `content_type`, "Content-Disposition: attachment" with `name` in
/// UTF-8 (RFC 6266), a sandbox policy and byte ranges. `etag` is the strong tag with its quotes.
Response download(File file, std::string content_type, std::string_view name, std::string etag);

/// The policy of everything a stranger uploaded: no script, no origin, no resources.
inline constexpr std::string_view sandbox_policy =
    "sandbox; default-src 'none'; img-src 'self' data:; frame-ancestors 'self'";

}  // namespace qingqian::http
