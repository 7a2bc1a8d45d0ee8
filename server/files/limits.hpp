#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace qingqian::files {

/// Bounds of evidence, in bytes, and of its way here; all are settings.
struct Limits {
    std::uint64_t file = std::uint64_t{20} * 1024 * 1024;        ///< one file
    std::uint64_t complaint = std::uint64_t{100} * 1024 * 1024;  ///< all files of a case
    std::chrono::milliseconds upload_kept =
        std::chrono::hours(24);  ///< how long an upload waits for more bytes
};

/// "20 MB", "1.5 MB", "300 KB": a bound as sentences say it.
std::string readable_size(std::uint64_t bytes);

}  // namespace qingqian::files
