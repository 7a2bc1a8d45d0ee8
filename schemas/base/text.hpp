#pragma once

#include <cstddef>
#include <string_view>

namespace qingqian::base {

/// Bytes of the invisible character that `text` begins with; 0 when it begins with another. What WeChat,
/// browsers and Windows put around a copied code and nobody sees: U+200B–U+200F, U+202A–U+202E,
/// U+2060–U+2064, U+2066–U+2069, U+FEFF, U+00AD. U+00A0 is a blank and none of these.
std::size_t invisible(std::string_view text);

}  // namespace qingqian::base
