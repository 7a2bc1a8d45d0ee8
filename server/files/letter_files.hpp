#pragma once

#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "files/blob_store.hpp"
#include "files/limits.hpp"
#include "records/inbound.hpp"

namespace qingqian::files {

/// A file as it came with a mail.
struct Arrived {
    std::string_view name;
    std::string_view content;
};

/// Puts files that came with a mail through the checks of an upload and keeps those that pass: name cleaned,
/// size, type by extension and content. Those that do not carry the code why in `refused`. `unavailable`
/// (503) when the disk refuses. Blocks.
base::Result<std::vector<records::InboundFile>> keep_files(const BlobStore& blobs, const Limits& limits,
                                                           const std::vector<Arrived>& files);

}  // namespace qingqian::files
