#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "negotiate.hpp"
#include "request_head.hpp"
#include "response.hpp"

namespace qingqian::http {

/// The policy of every page and answer that does not bring its own. No inline script or style, nothing from
/// elsewhere.
inline constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self' blob:; worker-src 'self' blob:; manifest-src 'self'; object-src "
    "'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Applies what the request asks of a finished answer: If-None-Match (304), Range and If-Range (206, 416).
/// Returns which part of the body of `total` bytes is to be sent; `response` is changed to fit.
Slice apply_conditions(const RequestHead& head, Response& response, std::uint64_t total);

/// Whether names and values can stand in a header: none empty-named, none with CR, LF or NUL.
bool headers_are_sane(const Response& response);

/// What stands in the header beside the response's own lines.
struct Framing {
    std::uint64_t content_length = 0;
    std::string_view date;  ///< "Mon, 23 Nov 2026 02:32:05 GMT"
    bool close = false;
    /// The body ends where the connection does (RFC 9112, 6.3): no Content-Length.
    bool until_close = false;
};

/// Appends status line and header to `out`.
void write_header(std::string& out, const RequestHead& head, const Response& response,
                  const Framing& framing);

/// Whether this answer may have a body at all (RFC 9110, 6.4.1), HEAD aside.
bool may_have_body(int status);

/// IMF-fixdate (RFC 9110, 5.6.7) of a time in UTC milliseconds.
std::string http_date(std::int64_t utc_millis);

}  // namespace qingqian::http
