#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qingqian::http {

/// One field line of a request. Views into the head's own copy of what the client sent.
struct FieldLine {
    std::string_view name;
    std::string_view value;
};

/// What a request says before its body: checked, decoded, and unchanged from then on.
///
/// Not copied and not moved, because its views point into itself. It lives as long as its Exchange.
class RequestHead {
  public:
    RequestHead() = default;
    RequestHead(const RequestHead&) = delete;
    RequestHead& operator=(const RequestHead&) = delete;

    /// The method as sent, e.g. "GET". HEAD reaches the handler of GET as "HEAD".
    std::string_view method;
    /// The request target as sent, 8 KiB at most.
    std::string_view target;
    /// Percent-decoded path in valid UTF-8 without control characters, dot segments resolved. Begins with
    /// '/'.
    std::string path;
    /// Query parameters in their order, decoded ('+' is a space), valid UTF-8, 100 at most.
    std::vector<std::pair<std::string, std::string>> query;
    /// Field lines in their order, 100 at most, without leading or trailing white space.
    std::vector<FieldLine> fields;
    /// Places of the route's pattern, e.g. {"id", "01963…"}.
    std::vector<std::pair<std::string_view, std::string>> parameters;
    /// The pattern of the matched route ("/api/v1/complaints/{id}"); empty where none matched.
    std::string_view route;
    /// Address of the client without port: the socket's, or out of X-Forwarded-For where the socket belongs
    /// to a trusted proxy. Personal data: never in a log.
    std::string remote_address;
    /// "http" or "https", as the client sees it.
    std::string_view scheme = "http";
    /// Names this request in answer, problem document and log: the client's X-Request-Id where it has 1 to 64
    /// characters of [A-Za-z0-9._-], otherwise ours.
    std::string request_id;
    /// "zh-CN" or "en", by Accept-Language; "zh-CN" where the client has no wish that we can meet.
    std::string_view language = "zh-CN";
    /// Content-Length; nothing where the request has none (no body, or chunked).
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool http_1_1 = true;
    bool keep_alive = true;
    /// The client waits for `100 Continue` before it sends its body.
    bool expects_continue = false;

    /// The first field line of that name (any case), or nothing.
    std::optional<std::string_view> field(std::string_view name) const;
    /// All field lines of that name joined by ", " (RFC 9110, 5.2); nothing where there is none.
    std::optional<std::string> joined_field(std::string_view name) const;
    /// The value of a cookie, or nothing. The first one wins.
    std::optional<std::string_view> cookie(std::string_view name) const;
    /// The first query parameter of that name, or nothing.
    std::optional<std::string_view> query_value(std::string_view name) const;
    /// The place `name` of the route's pattern. Empty for a name that the pattern does not have.
    std::string_view parameter(std::string_view name) const;
    /// Whether the method may change something: POST, PUT, PATCH, DELETE.
    bool unsafe() const;
    bool has_body() const { return chunked || content_length.value_or(0) > 0; }

    /// The bytes that `method`, `target` and `fields` point into.
    std::string raw;
};

}  // namespace qingqian::http
