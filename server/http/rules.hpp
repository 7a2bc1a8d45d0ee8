#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/problem.hpp"
#include "request_head.hpp"
#include "router.hpp"

namespace qingqian::http {

/// Whether a browser sent this changing request from another site (403 wrong_origin). Sec-Fetch-Site decides
/// where the browser sends it; otherwise Origin must name the host of the request or `public_origin`.
/// Requests without both come from programs. Paths under /hooks/ are called by other sites on purpose.
std::optional<base::Problem> check_origin(const RequestHead& head, std::string_view public_origin);

/// Whether the header fits the route: 411 without a length, 415 for the wrong type or any Content-Encoding,
/// 406 where Accept excludes what the route produces.
std::optional<base::Problem> check_route_fields(const Route& route, const RequestHead& head);

/// 413 where Content-Length exceeds the route's limit, or a body is sent to a route that takes none.
std::optional<base::Problem> check_length(const Route& route, const RequestHead& head);

/// 413 with the limit in words ("256 KiB").
base::Problem body_too_large(std::uint64_t max);

/// "https://example.cn:8443" of a URL in lower case, or empty.
std::string origin_of(std::string_view url);

/// Whether a client's X-Request-Id is taken over: 1 to 64 characters of [A-Za-z0-9._-].
bool sane_request_id(std::string_view id);

}  // namespace qingqian::http
