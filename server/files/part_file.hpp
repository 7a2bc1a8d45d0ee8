#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "files/blob_store.hpp"

namespace qingqian::files {

/// What has arrived of a resumable upload: a file named by the upload's id in the blobs' folder "uploads". It
/// stays there between requests and over a restart. Every method blocks and throws std::runtime_error when
/// the disk refuses.
class PartFile {
  public:
    /// Opens the upload's file, or makes it, and keeps everybody else out as long as it lives, other
    /// processes too. Null when somebody has it already. `upload` is an id of ours, never a client's text.
    static std::unique_ptr<PartFile> open(const BlobStore& blobs, std::string_view upload);
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    std::uint64_t size() const { return size_; }
    /// Forgets what stands behind `offset`, where the next bytes go.
    void begin_at(std::uint64_t offset);
    void append(std::span<const char> bytes);
    /// When it returns, a power cut can't take away what was appended.
    void sync();
    /// At most `count` bytes from the front.
    std::string front(std::size_t count) const;
    /// SHA-256 of all of it, 64 hex characters.
    std::string digest() const;
    /// Makes it the blob of that digest, durably. Nothing may follow.
    void keep(const std::string& sha256);
    void remove();

    /// How many bytes the upload's file has, 0 where there is none; without keeping anybody out.
    static std::uint64_t size_of(const BlobStore& blobs, std::string_view upload);
    static void remove(const BlobStore& blobs, std::string_view upload);

  private:
    PartFile(const BlobStore& blobs, std::string path, int fd, std::uint64_t size)
        : blobs_(blobs), path_(std::move(path)), fd_(fd), size_(size) {}

    const BlobStore& blobs_;
    std::string path_;
    int fd_;
    std::uint64_t size_;
    bool named_ = false;  ///< its name is durable
};

}  // namespace qingqian::files
