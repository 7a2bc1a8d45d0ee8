#pragma once

#include <string>

#include "files/content_check.hpp"

namespace qingqian::files {

/// The most pixels of a picture: what a telephone takes today, twice. More is a few bytes that a reader's
/// machine blows up to gigabytes.
inline constexpr std::uint64_t most_pixels = 200'000'000;

/// A PNG from IHDR to IEND, nothing behind, at most `most_pixels`.
Verdict check_png(const std::string& path);
/// A JPEG from start to end of image, at most `most_pixels`.
Verdict check_jpeg(const std::string& path);

}  // namespace qingqian::files
