#pragma once

#include <string>
#include <string_view>

namespace qingqian::files {

/// A file's name as it may be kept and shown: without folders, control characters, characters that turn the
/// direction of writing or cannot be seen, or characters that file systems refuse; at most 200 code points,
/// its extension kept. Empty when nothing is left.
std::string clean_file_name(std::string_view given);

/// The extension in lower case without the dot; empty when there is none.
std::string extension_of(std::string_view name);

}  // namespace qingqian::files
