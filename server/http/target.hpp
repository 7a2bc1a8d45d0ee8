#pragma once

#include <string_view>

#include "request_head.hpp"

namespace qingqian::http {

/// Reads a request target (RFC 9112, 3.2) in origin form, absolute form ("http://host/path") or "*" into
/// `head.path` and `head.query`. False for what is not well formed, not UTF-8 after decoding, holds control
/// characters, or hides a slash or backslash behind percent signs (so that no two readers can see different
/// segments).
bool read_target(std::string_view target, RequestHead& head);

}  // namespace qingqian::http
