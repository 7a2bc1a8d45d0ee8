#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qingqian::base {

/// One file inside the binary. Views stay valid for the life of the process.
struct EmbeddedFile {
    std::string_view path;
    std::string_view content;
};

/// Makes a set of embedded files known; called once at start for the data of `schemas/` (paths relative to
/// it, e.g. "api/openapi.yaml") and for the web client ("web/index.html").
void register_embedded(const EmbeddedFile* files, std::size_t count);

/// Reads files from `directory` first, the binary second. For deployments that replace shipped data. Each is
/// read once, see `reread_override_directory`.
void set_override_directory(std::string directory);

/// Forgets what was read from that directory, so that files changed there since count. Views given out stay
/// valid.
void reread_override_directory();

/// The text of an embedded file, or nothing when there is none of that path.
std::optional<std::string_view> embedded_text(std::string_view path);

/// Every embedded file whose path begins with `prefix`, sorted by path.
std::vector<EmbeddedFile> embedded_files(std::string_view prefix);

}  // namespace qingqian::base
