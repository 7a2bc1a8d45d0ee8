#include "letter_files.hpp"

#include <utility>

#include "file_name.hpp"
#include "file_type.hpp"

namespace qingqian::files {

base::Result<std::vector<records::InboundFile>> keep_files(const BlobStore& blobs, const Limits& limits,
                                                           const std::vector<Arrived>& files) {
    std::vector<records::InboundFile> kept;
    for (const auto& file : files) {
        records::InboundFile row;
        row.name = clean_file_name(file.name);
        if (row.name.empty()) row.name = "file";
        row.size = static_cast<std::int64_t>(file.content.size());
        const auto type = accepted_type(row.name, file.content.substr(0, sniffed_bytes));
        row.content_type = type ? *type : sniffed_type(file.content.substr(0, sniffed_bytes));
        if (file.content.empty()) {
            row.refused = "file_empty";
        } else if (file.content.size() > limits.file) {
            row.refused = "file_too_large";
        } else if (!type) {
            row.refused = type.error().code;
        } else {
            auto digest = blobs.put(file.content);
            if (!digest) return std::unexpected(std::move(digest.error()));
            row.sha256 = std::move(*digest);
        }
        kept.push_back(std::move(row));
    }
    return kept;
}

}  // namespace qingqian::files
