#include "place.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace qingqian::files {

void disk_fault(const char* what, const std::string& path) {
    throw std::runtime_error(std::string(what) + " " + path + ": " + std::strerror(errno));
}

std::string folder_of(const std::string& root, std::string_view sha256) {
    return root + "/" + std::string(sha256.substr(0, 2));
}

void sync_folder(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) disk_fault("cannot open", path);
    const int result = ::fsync(fd);
    ::close(fd);
    if (result != 0) disk_fault("cannot sync", path);
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            disk_fault("cannot write", path);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void put_in_place(int fd, const std::string& path, const std::string& root, std::string_view sha256) {
    const auto folder = folder_of(root, sha256);
    // The order matters: a name that points to bytes the disk does not hold yet would survive a power cut as
    // an empty file under a digest that promises otherwise.
    if (::fsync(fd) != 0) disk_fault("cannot sync", path);
    const auto target = folder + "/" + std::string(sha256);
    {
        const FolderLock lock(root, LOCK_SH);
        if (::rename(path.c_str(), target.c_str()) != 0) disk_fault("cannot rename to", target);
    }
    sync_folder(folder);
}

FolderLock::FolderLock(const std::string& folder, int how)
    : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (fd_ < 0) disk_fault("cannot open", folder);
    while (::flock(fd_, how) != 0) {
        if (errno == EINTR) continue;
        ::close(fd_);
        disk_fault("cannot lock", folder);
    }
}

FolderLock::~FolderLock() {
    ::close(fd_);
}

}  // namespace qingqian::files
