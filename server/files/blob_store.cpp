#include "blob_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "base/random.hpp"
#include "digest.hpp"
#include "place.hpp"

namespace qingqian::files {
namespace {

constexpr std::string_view incoming = "incoming";
constexpr std::string_view orphans = "orphans";
constexpr std::string_view uploads = "uploads";
constexpr std::uint64_t flush_every = std::uint64_t{4} * 1024 * 1024;

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
    if (fd_ < 0) disk_fault("cannot create", path_);
}

IncomingBlob::~IncomingBlob() {
    if (fd_ >= 0) ::close(fd_);
    if (!path_.empty()) ::unlink(path_.c_str());
}

void IncomingBlob::append(std::span<const char> bytes) {
    write_all(fd_, {bytes.data(), bytes.size()}, path_);
    size_ += bytes.size();
    if (size_ - flushed_ >= flush_every) {
        // Starts the disk while the rest is still on the wire, so that the sync at the end finds little to
        // do.
        ::sync_file_range(fd_, static_cast<off64_t>(flushed_), static_cast<off64_t>(size_ - flushed_),
                          SYNC_FILE_RANGE_WRITE);
        flushed_ = size_;
    }
}

void IncomingBlob::keep(const std::string& sha256) {
    put_in_place(fd_, path_, root_, sha256);
    path_.clear();
}

BlobStore::BlobStore(const std::string& data_directory) : root_(data_directory + "/blobs") {
    try {
        std::filesystem::create_directories(root_ + "/" + std::string(incoming));
        std::filesystem::create_directories(root_ + "/" + std::string(orphans));
        std::filesystem::create_directories(uploads_folder());
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

std::string BlobStore::uploads_folder() const {
    return root_ + "/" + std::string(uploads);
}

std::size_t BlobStore::remove_stale_uploads(base::UtcMillis before) const {
    std::size_t removed = 0;
    for (const auto& entry : std::filesystem::directory_iterator(uploads_folder())) {
        struct stat status {};
        if (::stat(entry.path().c_str(), &status) != 0 || milliseconds(status.st_mtim) >= before) continue;
        if (::unlink(entry.path().c_str()) == 0) ++removed;
    }
    return removed;
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
    if (::rename(path.c_str(), target.c_str()) != 0) disk_fault("cannot rename to", target);
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
