#include "part_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "digest.hpp"
#include "place.hpp"

namespace qingqian::files {
namespace {

constexpr std::size_t piece = 256 * 1024;

std::string path_of(const BlobStore& blobs, std::string_view upload) {
    return blobs.uploads_folder() + "/" + std::string(upload);
}

/// Reads up to `count` bytes from `offset`; fewer only at the end of the file.
std::size_t read_at(int fd, std::span<char> into, std::uint64_t offset, const std::string& path) {
    std::size_t total = 0;
    while (total < into.size()) {
        const auto count =
            ::pread(fd, into.data() + total, into.size() - total, static_cast<off_t>(offset + total));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) disk_fault("cannot read", path);
        if (count == 0) break;
        total += static_cast<std::size_t>(count);
    }
    return total;
}

}  // namespace

std::unique_ptr<PartFile> PartFile::open(const BlobStore& blobs, std::string_view upload) {
    auto path = path_of(blobs, upload);
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd < 0) disk_fault("cannot open", path);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        ::close(fd);
        errno = reason;
        if (reason != EWOULDBLOCK) disk_fault("cannot lock", path);
        return nullptr;
    }
    // Between opening and locking, who had it may have made it a blob or deleted it: that file is not ours.
    struct stat status {};
    struct stat named {};
    if (::fstat(fd, &status) != 0 || ::stat(path.c_str(), &named) != 0 || named.st_ino != status.st_ino) {
        ::close(fd);
        return nullptr;
    }
    return std::unique_ptr<PartFile>(
        new PartFile(blobs, std::move(path), fd, static_cast<std::uint64_t>(status.st_size)));
}

PartFile::~PartFile() {
    ::close(fd_);
}

void PartFile::begin_at(std::uint64_t offset) {
    if (::ftruncate(fd_, static_cast<off_t>(offset)) != 0) disk_fault("cannot cut", path_);
    size_ = offset;
    named_ = offset > 0;
}

void PartFile::append(std::span<const char> bytes) {
    write_all(fd_, {bytes.data(), bytes.size()}, path_);
    size_ += bytes.size();
}

void PartFile::sync() {
    if (::fsync(fd_) != 0) disk_fault("cannot sync", path_);
    if (!std::exchange(named_, true)) sync_folder(blobs_.uploads_folder());
}

std::string PartFile::front(std::size_t count) const {
    std::string bytes(count, '\0');
    bytes.resize(read_at(fd_, bytes, 0, path_));
    return bytes;
}

std::string PartFile::digest() const {
    Digest digest;
    const auto buffer = std::make_unique_for_overwrite<char[]>(piece);
    for (std::uint64_t at = 0; at < size_;) {
        const auto count = read_at(fd_, {buffer.get(), piece}, at, path_);
        if (count == 0) disk_fault("cannot read all of", path_);
        digest.update({buffer.get(), count});
        at += count;
    }
    return digest.hex();
}

void PartFile::keep(const std::string& sha256) {
    put_in_place(fd_, path_, blobs_.root(), sha256);
}

void PartFile::remove() {
    ::unlink(path_.c_str());
}

std::uint64_t PartFile::size_of(const BlobStore& blobs, std::string_view upload) {
    struct stat status {};
    if (::stat(path_of(blobs, upload).c_str(), &status) != 0) return 0;
    return static_cast<std::uint64_t>(status.st_size);
}

void PartFile::remove(const BlobStore& blobs, std::string_view upload) {
    ::unlink(path_of(blobs, upload).c_str());
}

}  // namespace qingqian::files
