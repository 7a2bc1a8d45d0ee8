#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace qingqian::http {

/// The weight of `token` in a list like "gzip;q=0.5, *;q=0" in thousandths (RFC 9110, 12.4.2): of the token
/// itself, else of "*", else nothing.
std::optional<int> weight(std::string_view list, std::string_view token);

/// Whether an Accept list takes `type` ("application/json"): the most specific range decides (RFC
/// 9110, 12.5.1). Parameters other than q are not compared. An empty list takes everything.
bool accepts(std::string_view list, std::string_view type);

/// "zh-CN" or "en", whichever Accept-Language weighs more; "zh-CN" on a tie and where it names neither.
std::string_view choose_language(std::string_view list);

/// Whether `etag` is in an If-None-Match list, by weak comparison; "*" matches everything.
bool names_etag(std::string_view list, std::string_view etag);

/// The part of a body that is to be sent.
struct Slice {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};
struct WholeBody {};
struct NotSatisfiable {};

/// What a Range field asks of a body of `total` bytes (RFC 9110, 14.2): one range in bytes; other units,
/// several ranges and malformed fields are ignored, as the RFC allows.
std::variant<WholeBody, Slice, NotSatisfiable> read_range(std::string_view range, std::uint64_t total);

/// Whether `media_type` (a Content-Type) is JSON: application/json or application/*+json, in UTF-8 if it
/// names a charset.
bool is_json_type(std::string_view media_type);
/// Whether it is application/x-www-form-urlencoded.
bool is_form_type(std::string_view media_type);

}  // namespace qingqian::http
