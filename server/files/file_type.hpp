#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/problem.hpp"

namespace qingqian::files {

/// How many bytes from the front of a file its type is found by.
inline constexpr std::size_t sniffed_bytes = 64 * 1024;

/// The type of a file that begins with `head`, by content alone: application/pdf, image/jpeg or image/png
/// when both our own look at the first bytes and libmagic say so; otherwise what libmagic says.
std::string sniffed_type(std::string_view head);

/// What people call a type: 压缩包 / "an archive".
base::Sentence type_words(std::string_view type);

/// Why evidence may not have this name: `file_type_refused` (415) for another extension than pdf, jpg, jpeg,
/// png.
std::optional<base::Problem> refused_name(std::string_view name);

/// The type if evidence of this name and content may be taken. Refuses with `file_type_refused` (415; another
/// extension than pdf, jpg, jpeg, png) or `file_type_mismatch` (415; the content is something else than the
/// extension says; the sentence names what).
base::Result<std::string> accepted_type(std::string_view name, std::string_view head);

}  // namespace qingqian::files
