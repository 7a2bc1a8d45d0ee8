#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qingqian::files {

/// What a look into a file came to. `clean` means that its structure is whole and holds nothing we know to be
/// harmful; `infected` is said by a virus scanner alone and never here.
struct Verdict {
    std::string verdict;  ///< clean or unscannable; of a virus scanner infected, too
    /// Coded, several with a blank between: pdf_damaged, pdf_active_content, jpeg_damaged, missing …; each
    /// has its sentences in schemas/api/problems.yaml (`verdict_…`).
    std::string detail{};
    std::int64_t pages = 0;  ///< of a PDF; 0 where they cannot be counted
};

/// Looks through the file at `path` as its type demands. Blocks: on a worker or a thread of its own.
///
/// PDF: see pdf_check.hpp. JPEG: markers from start to end of image. PNG: chunks from IHDR to IEND, nothing
/// behind. Pictures of more than `most_pixels` are `picture_too_large`. What a hostile file costs is bounded:
/// pictures by their size, PDFs by time and memory.
Verdict check_content(const std::string& path, std::string_view content_type);

}  // namespace qingqian::files
