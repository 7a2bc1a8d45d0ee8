#pragma once

#include <string>
#include <string_view>

namespace qingqian::files {

/// Throws std::runtime_error: "what path: the system's reason".
[[noreturn]] void disk_fault(const char* what, const std::string& path);

/// Where the blobs of a digest's first two letters lie under `root`.
std::string folder_of(const std::string& root, std::string_view sha256);

/// Makes the names in a folder durable.
void sync_folder(const std::string& path);

/// Writes all of it, whatever the system takes at a time.
void write_all(int fd, std::string_view bytes, const std::string& path);

/// Makes the file open as `fd` at `path` durable under `sha256` below `root`: sync of the file, rename, sync
/// of the folder. When it returns, a power cut can't take it away any more. All of them block and throw
/// std::runtime_error when the disk refuses.
void put_in_place(int fd, const std::string& path, const std::string& root, std::string_view sha256);

/// Blobs are put in place under a shared lock and set aside under an exclusive one, also by another process,
/// so that nobody sets aside what an upload has just replaced.
class FolderLock {
  public:
    /// `how`: LOCK_SH or LOCK_EX.
    FolderLock(const std::string& folder, int how);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

  private:
    int fd_;
};

}  // namespace qingqian::files
