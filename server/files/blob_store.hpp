#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/problem.hpp"

namespace qingqian::files {

/// A file on its way in: a temporary file, deleted unless it is kept. Every method blocks and throws
/// std::runtime_error when the disk refuses.
class IncomingBlob {
  public:
    explicit IncomingBlob(std::string root);
    ~IncomingBlob();
    IncomingBlob(const IncomingBlob&) = delete;
    IncomingBlob& operator=(const IncomingBlob&) = delete;

    void append(std::span<const char> bytes);
    std::uint64_t size() const { return size_; }
    /// Makes the file durable under `sha256`, the digest of all that was appended (64 hex characters): sync
    /// of the file, rename, sync of the folders. When it returns, a power cut can't take it away any more,
    /// and its row may be committed.
    void keep(const std::string& sha256);

  private:
    std::string root_;
    std::string path_;
    int fd_ = -1;
    std::uint64_t size_ = 0;
    std::uint64_t flushed_ = 0;
};

/// The directory "blobs" of the data directory: files named by their SHA-256 ("ab/ab12…"), temporary ones
/// under "incoming", those that arrive in several requests under "uploads", and under "orphans" those set
/// aside because no attachment has them. Two attachments of the same content share a file; an upload of a
/// content that is there replaces its file by a new one.
class BlobStore {
  public:
    /// Makes the directory. Throws std::runtime_error naming it when it cannot.
    explicit BlobStore(const std::string& data_directory);

    /// Removes what interrupted uploads left behind. At the start of the server, before the first upload.
    void remove_leftovers() const;
    std::unique_ptr<IncomingBlob> begin() const { return std::make_unique<IncomingBlob>(root_); }
    /// Keeps a whole content at once and returns its digest; `unavailable` (503) when the disk refuses.
    /// Blocks.
    base::Result<std::string> put(std::string_view content) const;
    std::string path_of(std::string_view sha256) const;
    const std::string& root() const { return root_; }
    /// Where part_file.hpp keeps what has arrived of resumable uploads.
    std::string uploads_folder() const;

    /// Calls `found` with the digest of every blob written before `before`. Blocks, as those below.
    void each_before(base::UtcMillis before, const std::function<void(std::string_view sha256)>& found) const;
    /// Moves a blob to "orphans" unless it is younger by now: an upload of the same content may have replaced
    /// it.
    bool set_aside(std::string_view sha256, base::UtcMillis before) const;
    /// Deletes what was set aside before `before`; returns how many.
    std::size_t remove_orphans(base::UtcMillis before) const;
    /// Deletes the parts of uploads that nothing was added to since `before`; returns how many.
    std::size_t remove_stale_uploads(base::UtcMillis before) const;

  private:
    std::string root_;
};

}  // namespace qingqian::files
