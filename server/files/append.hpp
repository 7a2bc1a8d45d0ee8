#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/problem.hpp"
#include "files/blob_store.hpp"
#include "files/digest.hpp"
#include "files/upload.hpp"
#include "http/exchange.hpp"
#include "http/workers.hpp"

namespace qingqian::files {

/// The digest of one request's bytes as its sender reckoned it.
struct Checksum {
    DigestKind kind = DigestKind::sha256;
    std::string hex;
};

/// What one request adds to a resumable upload.
struct Append {
    std::string upload;        ///< its id
    std::string name;          ///< of the file, cleaned
    std::uint64_t length = 0;  ///< of the whole file, bytes
    std::uint64_t offset = 0;  ///< where the request says its bytes go
    std::string sha256;        ///< announced of the whole file, or empty
    std::optional<Checksum> checksum;
};

/// The record of what is durable, kept by the caller; the file alone could not say it after a power cut.
struct Ledger {
    /// How many bytes are on record; asked on a worker while nobody else can add any.
    std::function<base::Result<std::uint64_t>()> received;
    using Recorded = std::move_only_function<void(std::optional<base::Problem>)>;
    /// The bytes up to `now` are durable; `before` were on record.
    std::function<void(std::uint64_t before, std::uint64_t now, Recorded done)> record;
};

/// What came of it.
struct Appended {
    std::uint64_t offset = 0;       ///< durable and on record; the whole length where `whole` is there
    std::optional<Received> whole;  ///< the file is complete and a blob; its row is the caller's to commit
};

/// How often what has arrived is made durable while a request goes on, in bytes: so much may have to be sent
/// again after a crash.
inline constexpr std::uint64_t checkpoint_every = std::uint64_t{2} * 1024 * 1024;

/// How far an upload can go on from: what is on record, or 0 where the file has less (it was lost, and is
/// sent again from its start).
std::uint64_t resumable_offset(const BlobStore& blobs, const std::string& upload, std::uint64_t recorded);

/// Adds the body of a stream route to an upload. One piece of 64 KiB is held at a time; it is written before
/// the next is read, so that memory does not grow and the client is slowed down to the pace of the disk.
///
/// Where the body breaks off, what has arrived is kept and recorded, except under a checksum, which nothing
/// of it can be held against. The type is judged as soon as 64 KiB or all have arrived; the last byte makes
/// the file a blob.
///
/// `done` is called once, from any thread, when nobody is kept out any more. Fails with `upload_busy` (423),
/// `upload_offset_wrong` (409), `upload_too_long` (413), `upload_checksum_mismatch` (460), what reading the
/// body and the ledger fail with, `overloaded` and `unavailable` (503); and, after which the upload is of no
/// more use, `file_type_mismatch` (415) and `file_digest_mismatch` (422).
void append(std::shared_ptr<http::Exchange> exchange, const BlobStore& blobs, http::Workers& workers,
            Append request, Ledger ledger, std::move_only_function<void(base::Result<Appended>)> done);

}  // namespace qingqian::files
