#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/problem.hpp"

namespace qingqian::files {

/// A file on its way in: a temporary file whose digest grows with it. It is deleted unless it is kept. Every
/// method blocks and throws std::runtime_error when the disk refuses.
class IncomingBlob {
  public:
    explicit IncomingBlob(std::string root);
    ~IncomingBlob();
    IncomingBlob(const IncomingBlob&) = delete;
    IncomingBlob& operator=(const IncomingBlob&) = delete;

    void append(std::span<const char> bytes);
    std::uint64_t size() const { return size_; }
    /// SHA-256 of what was appended, 64 hex characters. Ends the digest: nothing is appended after it.
    const std::string& sha256();
    /// Makes the file durable under its digest: sync of the file, rename, sync of the folders. When it
    /// returns, a power cut can't take it away any more, and its row may be committed.
    void keep();

  private:
    struct Digest;

    std::string root_;
    std::string path_;
    int fd_ = -1;
    std::uint64_t size_ = 0;
    std::uint64_t flushed_ = 0;
    std::unique_ptr<Digest> digest_;
    std::string sha256_;
};

/// The directory "blobs" of the data directory: files named by their SHA-256 ("ab/ab12…"), and temporary ones
/// under "incoming". Two attachments of the same content share a file.
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

  private:
    std::string root_;
};

}  // namespace qingqian::files
