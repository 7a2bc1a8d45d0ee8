#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/problem.hpp"
#include "files/blob_store.hpp"
#include "http/exchange.hpp"
#include "http/workers.hpp"

namespace qingqian::files {

/// What an upload promises and may not exceed.
struct UploadTerms {
    std::string name;                   ///< cleaned
    std::uint64_t max_size = 0;         ///< bytes
    std::optional<std::string> sha256;  ///< 64 hex characters the client announced
};

/// A file that arrived: durable, but without a row.
struct Received {
    std::string sha256;
    std::uint64_t size = 0;
    std::string content_type;
};

/// The SHA-256 a Content-Digest names (RFC 9530, "sha-256=:…:"), as hex; nothing when it names other digests
/// only. `malformed_request` (400) when it is not well formed.
base::Result<std::optional<std::string>> announced_sha256(std::string_view content_digest);

/// Reads the body of a stream route into a file. While one piece is read from the socket one is written and
/// one is hashed, each on a worker; more is not held, so that memory does not grow with the file and the
/// client is slowed down to the pace of the disk.
///
/// `done` is called once, from any thread. Fails with `file_empty` (422), `file_too_large` (413),
/// `file_type_refused` and `file_type_mismatch` (415; told after the first piece), `file_digest_mismatch`
/// (422), what reading the body fails with, `overloaded` and `unavailable` (503).
void receive(std::shared_ptr<http::Exchange> exchange, const BlobStore& blobs, http::Workers& workers,
             UploadTerms terms, std::move_only_function<void(base::Result<Received>)> done);

}  // namespace qingqian::files
