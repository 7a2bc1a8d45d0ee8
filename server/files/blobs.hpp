#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

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

/// A directory of files named by their SHA-256 ("ab/ab12…"), and of temporary ones under "incoming". Two
/// attachments of the same content share a file.
class BlobDirectory {
  public:
    /// Makes the directory, and removes what an interrupted upload left behind. Throws std::runtime_error
    /// naming the directory when it cannot.
    explicit BlobDirectory(std::string root);

    std::unique_ptr<IncomingBlob> begin() const { return std::make_unique<IncomingBlob>(root_); }
    std::string path_of(std::string_view sha256) const;

  private:
    std::string root_;
};

}  // namespace qingqian::files
