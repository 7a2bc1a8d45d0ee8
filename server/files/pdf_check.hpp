#pragma once

#include <chrono>
#include <string>

#include "files/content_check.hpp"

namespace qingqian::files {

/// How long a PDF may be looked at, and how much memory that may take; more is `pdf_too_complex`.
inline constexpr std::chrono::seconds pdf_time{30};
inline constexpr std::size_t pdf_memory = std::size_t{512} * 1024 * 1024;

/// Looks into a PDF with libqpdf, which reads it as a viewer does: compressed objects, names written in
/// numbers (`/Java#53cript`) and damaged tables included. In a process of its own: what a hostile file does
/// to the reader, it does to that one.
///
/// `pdf_active_content` for a script, a program start, a rendition, data to import or an XFA form
/// (ISO 32000-1 12.6.4); `pdf_encrypted` when it opens with a password alone; `pdf_damaged` when it has no
/// header, no end mark or no pages; embedded files are allowed (electronic invoices carry their data so) and
/// noted as `pdf_embedded_files`. `pages` counts those that are there, whatever the file claims.
/// Throws std::logic_error in a program that did not call `serve_pdf_check`.
Verdict check_pdf(const std::string& path);

/// First in main() of a program that uses `check_pdf`, which starts the program once more to look at a file.
/// In that process it looks, answers and ends; in any other it returns.
void serve_pdf_check(int argc, char** argv);

}  // namespace qingqian::files
