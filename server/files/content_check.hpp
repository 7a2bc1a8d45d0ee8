#pragma once

#include <string>
#include <string_view>

namespace qingqian::files {

/// What a look into a file came to. `clean` means that its structure is whole and holds nothing we know to be
/// harmful; `infected` is said by a virus scanner alone and never here.
struct Verdict {
    std::string verdict;  ///< clean or unscannable
    std::string detail;   ///< coded: pdf_damaged, pdf_active_content, jpeg_damaged, png_damaged, missing …
};

/// Looks through the file at `path` as its type demands, in pieces. Blocks: on a worker or a thread of its
/// own.
///
/// PDF: header, end mark and cross-reference in place; no script (an action of the kind /JavaScript or
/// /Rendition, ISO 32000-1 12.6.4) and no program start (/Launch) in the plain part of the file (what stands
/// in compressed objects is not seen). Embedded files are allowed (electronic invoices carry their data so)
/// and noted as `pdf_embedded_files`. JPEG: markers from start to end of image. PNG: chunks from IHDR to
/// IEND, nothing behind.
Verdict check_content(const std::string& path, std::string_view content_type);

}  // namespace qingqian::files
