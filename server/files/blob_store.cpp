#include "blob_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "base/random.hpp"
#include "digest.hpp"

namespace qingqian::files {
namespace {

constexpr std::string_view incoming = "incoming";
constexpr std::string_view orphans = "orphans";
constexpr std::uint64_t flush_every = std::uint64_t{4} * 1024 * 1024;

[[noreturn]] void fail(const char* what, const std::string& path) {
    throw std::runtime_error(std::string(what) + " " + path + ": " + std::strerror(errno));
}

std::string folder_of(const std::string& root, std::string_view sha256) {
    return root + "/" + std::string(sha256.substr(0, 2));
}

void sync_folder(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) fail("cannot open", path);
    const int result = ::fsync(fd);
    ::close(fd);
    if (result != 0) fail("cannot sync", path);
}

/// Blobs are put in place under a shared lock and set aside under an exclusive one, also by another process,
/// so that nobody sets aside what an upload has just replaced.
class FolderLock {
  public:
    FolderLock(const std::string& folder, int how)
        : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (fd_ < 0) fail("cannot open", folder);
        while (::flock(fd_, how) != 0) {
            if (errno == EINTR) continue;
            ::close(fd_);
            fail("cannot lock", folder);
        }
    }
    ~FolderLock() { ::close(fd_); }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

  private:
    int fd_;
};

base::UtcMillis milliseconds(const timespec& time) {
    return base::UtcMillis{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

/// All folders are there, and durably, before the first upload: were each made by the first file that needs
/// it, a second file could be promised before the first has synced the folder that both stand in.
void make_folders(const std::string& root) {
    for (int i = 0; i < 256; ++i) {
        char name[3];
        std::snprintf(name, sizeof name, "%02x", static_cast<unsigned>(i));
        std::filesystem::create_directory(folder_of(root, name));
    }
    sync_folder(root);
    sync_folder(root + "/..");
}

bool is_digest(std::string_view name) {
    return name.size() == 64 && std::ranges::all_of(name, [](char letter) {
               return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
           });
}

}  // namespace

IncomingBlob::IncomingBlob(std::string root) : root_(std::move(root)) {
    base::SystemRandom random;
    path_ = root_ + "/" + std::string(incoming) + "/" + base::random_hex(random, 16);
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd_ < 0) fail("cannot create", path_);
}

IncomingBlob::~IncomingBlob() {
    if (fd_ >= 0) ::close(fd_);
    if (!path_.empty()) ::unlink(path_.c_str());
}

void IncomingBlob::append(std::span<const char> bytes) {
    for (auto rest = bytes; !rest.empty();) {
        const auto written = ::write(fd_, rest.data(), rest.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            fail("cannot write", path_);
        }
        rest = rest.subspan(static_cast<std::size_t>(written));
        size_ += static_cast<std::uint64_t>(written);
    }
    if (size_ - flushed_ >= flush_every) {
        // Starts the disk while the rest is still on the wire, so that the sync at the end finds little to
        // do.
        ::sync_file_range(fd_, static_cast<off64_t>(flushed_), static_cast<off64_t>(size_ - flushed_),
                          SYNC_FILE_RANGE_WRITE);
        flushed_ = size_;
    }
}

void IncomingBlob::keep(const std::string& sha256) {
    const auto folder = folder_of(root_, sha256);
    // The order matters: a name that points to bytes the disk does not hold yet would survive a power cut as
    // an empty file under a digest that promises otherwise.
    if (::fsync(fd_) != 0) fail("cannot sync", path_);
    const auto target = folder + "/" + sha256;
    {
        const FolderLock lock(root_, LOCK_SH);
        if (::rename(path_.c_str(), target.c_str()) != 0) fail("cannot rename to", target);
    }
    path_.clear();
    sync_folder(folder);
}

BlobStore::BlobStore(const std::string& data_directory) : root_(data_directory + "/blobs") {
    try {
        std::filesystem::create_directories(root_ + "/" + std::string(incoming));
        std::filesystem::create_directories(root_ + "/" + std::string(orphans));
        make_folders(root_);
    } catch (const std::filesystem::filesystem_error& error) {
        throw std::runtime_error("the attachments' directory cannot be used: " + std::string(error.what()));
    }
}

void BlobStore::remove_leftovers() const {
    const auto folder = root_ + "/" + std::string(incoming);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::filesystem::remove(entry.path());
    }
}

base::Result<std::string> BlobStore::put(std::string_view content) const {
    try {
        const auto blob = begin();
        blob->append(content);
        Digest digest;
        digest.update(content);
        auto sha256 = digest.hex();
        blob->keep(sha256);
        return sha256;
    } catch (const std::exception& error) {
        auto problem = base::problem("unavailable", {{"seconds", "10"}});
        problem.log_detail = error.what();
        return std::unexpected(std::move(problem));
    }
}

std::string BlobStore::path_of(std::string_view sha256) const {
    return folder_of(root_, sha256) + "/" + std::string(sha256);
}

void BlobStore::each_before(base::UtcMillis before,
                            const std::function<void(std::string_view sha256)>& found) const {
    for (const auto& folder : std::filesystem::directory_iterator(root_)) {
        if (folder.path().filename().string().size() != 2) continue;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            const auto name = entry.path().filename().string();
            struct stat status {};
            if (is_digest(name) && ::stat(entry.path().c_str(), &status) == 0 &&
                milliseconds(status.st_mtim) < before) {
                found(name);
            }
        }
    }
}

bool BlobStore::set_aside(std::string_view sha256, base::UtcMillis before) const {
    const auto path = path_of(sha256);
    const auto target = root_ + "/" + std::string(orphans) + "/" + std::string(sha256);
    const FolderLock lock(root_, LOCK_EX);
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0 || milliseconds(status.st_mtim) >= before) return false;
    if (::rename(path.c_str(), target.c_str()) != 0) fail("cannot rename to", target);
    return true;
}

std::size_t BlobStore::remove_orphans(base::UtcMillis before) const {
    std::size_t removed = 0;
    for (const auto& entry : std::filesystem::directory_iterator(root_ + "/" + std::string(orphans))) {
        struct stat status {};
        // The change time is when it was moved here.
        if (::stat(entry.path().c_str(), &status) != 0 || milliseconds(status.st_ctim) >= before) continue;
        if (::unlink(entry.path().c_str()) == 0) ++removed;
    }
    return removed;
}

}  // namespace qingqian::files
