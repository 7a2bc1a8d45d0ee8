/* A power cut for one directory (LD_PRELOAD): remembers how to undo everything that was not made durable.
 *
 *   QINGQIAN_CUT_DIR  directory whose files are watched (absolute)
 *   QINGQIAN_CUT_LOG  directory for the undo logs: outside of it, on the same file system
 *
 * Before bytes of a file change, the old ones go to `<inode>.undo`; fsync and fdatasync of the file empty that
 * log. Creating, renaming and deleting names goes to `names`; fsync of a directory marks them there as
 * durable, and with them the making of the directory itself. A deleted or replaced file is kept by a link
 * until then. After SIGKILL the harness (support/cut.mjs) undoes what the logs still hold, which leaves the
 * directory as the last syncs left it: exactly what a disk promises, and nothing that it does not.
 *
 * SQLite's "-shm" is not watched: it is memory that happens to have a name. What cannot be undone here
 * (writing through a mapping, copying inside the kernel) ends the program with a sentence.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { max_files = 1 << 16 };

/* One change of a file, followed in the log by `kept` old bytes from `offset`. */
typedef struct {
    uint64_t offset, changed, kept, size;
} Change;

typedef struct {
    dev_t device;
    ino_t inode;
    int known, watched, log;
} File;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static File files[max_files];
static char watched_dir[PATH_MAX], log_dir[PATH_MAX];
static size_t watched_length;
static int names_log = -1;
static unsigned held_count;

static void stop_here(const char *what, const char *where) {
    dprintf(2, "powercut: %s: %s\n", what, where);
    abort();
}

__attribute__((constructor)) static void begin(void) {
    const char *dir = getenv("QINGQIAN_CUT_DIR"), *log = getenv("QINGQIAN_CUT_LOG");
    if (dir == NULL || log == NULL) return;
    if (realpath(dir, watched_dir) == NULL || realpath(log, log_dir) == NULL) stop_here("no such directory", dir);
    watched_length = strlen(watched_dir);
    char path[PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/names", log_dir);
    names_log = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (names_log < 0) stop_here("cannot write", path);
}

static int is_watched(const char *path) {
    const size_t length = strlen(path);
    if (watched_length == 0 || strncmp(path, watched_dir, watched_length) != 0) return 0;
    if (path[watched_length] != 0 && path[watched_length] != '/') return 0;
    return !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

/* The real path of `path` below `at`, whose last part need not exist. Returns whether it is watched. */
static int place_of(int at, const char *path, char *place) {
    if (watched_length == 0 || path == NULL) return 0;
    char whole[PATH_MAX * 2], folder[PATH_MAX];
    if (path[0] == '/') {
        snprintf(whole, sizeof whole, "%s", path);
    } else {
        char base[PATH_MAX], link[64];
        if (at == AT_FDCWD) {
            if (getcwd(base, sizeof base) == NULL) return 0;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
            const ssize_t length = readlink(link, base, sizeof base - 1);
            if (length < 0) return 0;
            base[length] = 0;
        }
        snprintf(whole, sizeof whole, "%s/%s", base, path);
    }
    char *slash = strrchr(whole, '/');
    *slash = 0;
    if (realpath(*whole == 0 ? "/" : whole, folder) == NULL) return 0;
    if (snprintf(place, PATH_MAX, "%s/%s", folder, slash + 1) >= PATH_MAX) return 0;
    return is_watched(place);
}

static void write_all(int file, const void *bytes, size_t size) {
    for (const char *at = bytes; size > 0;) {
        const ssize_t written = syscall(SYS_write, file, at, size);
        if (written <= 0) stop_here("cannot write the log", strerror(errno));
        at += written;
        size -= (size_t)written;
    }
}

static void note_name(const char *format, ...) {
    char line[PATH_MAX * 3];
    va_list list;
    va_start(list, format);
    const int length = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    write_all(names_log, line, (size_t)length);
}

/* The watched file behind a descriptor, or NULL. The caller holds the lock. */
static File *file_of(int descriptor) {
    struct stat about;
    if (watched_length == 0 || fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) return NULL;
    size_t slot = (size_t)about.st_ino % max_files;
    for (size_t tries = 0; files[slot].known; slot = (slot + 1) % max_files) {
        if (files[slot].inode == about.st_ino && files[slot].device == about.st_dev) {
            return files[slot].watched ? &files[slot] : NULL;
        }
        if (++tries == max_files) stop_here("too many files", "");
    }
    char link[64], path[PATH_MAX + 32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    /* A file outside may be deleted and its number given to one inside, so only those inside are remembered:
     * theirs cannot be reused while the log holds a link. */
    if (!is_watched(path)) return NULL;
    File *file = &files[slot];
    snprintf(path, sizeof path, "%s/%llu.undo", log_dir, (unsigned long long)about.st_ino);
    file->log = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file->log < 0) stop_here("cannot write", path);
    file->device = about.st_dev;
    file->inode = about.st_ino;
    file->known = file->watched = 1;
    return file;
}

/* Keeps what `length` bytes from `offset` are now. */
static void keep_old(const File *file, int descriptor, uint64_t offset, uint64_t length) {
    struct stat about;
    fstat(descriptor, &about);
    const uint64_t size = (uint64_t)about.st_size;
    uint64_t kept = offset >= size ? 0 : size - offset;
    if (kept > length) kept = length;
    const Change change = {offset, length, kept, size};
    char *record = malloc(sizeof change + kept);
    if (record == NULL) stop_here("memory", "exhausted");
    memcpy(record, &change, sizeof change);
    if (kept > 0) {
        /* The descriptor may be open for writing only. */
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
        const int reader = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC, 0);
        for (uint64_t done = 0; done < kept;) {
            const ssize_t got =
                syscall(SYS_pread64, reader, record + sizeof change + done, kept - done, (off_t)(offset + done));
            if (got <= 0) stop_here("cannot read old bytes", strerror(errno));
            done += (uint64_t)got;
        }
        syscall(SYS_close, reader);
    }
    write_all(file->log, record, sizeof change + kept);
    free(record);
}

/* ------------------------------------------------------------------------------------ bytes */

static ssize_t change_at(int descriptor, const struct iovec *parts, int count, off_t offset) {
    size_t length = 0;
    for (int i = 0; i < count; ++i) length += parts[i].iov_len;
    pthread_mutex_lock(&lock);
    const File *file = file_of(descriptor);
    if (file != NULL) {
        off_t where = offset;
        if (where < 0) {
            where = (fcntl(descriptor, F_GETFL) & O_APPEND) != 0 ? lseek(descriptor, 0, SEEK_END)
                                                                  : lseek(descriptor, 0, SEEK_CUR);
        }
        keep_old(file, descriptor, (uint64_t)where, length);
    } else {
        pthread_mutex_unlock(&lock); /* a pipe or socket may block */
    }
    const ssize_t result = offset < 0 ? syscall(SYS_writev, descriptor, parts, count)
                                      : syscall(SYS_pwritev, descriptor, parts, count, (long)offset, 0L);
    if (file != NULL) {
        const int error = errno;
        pthread_mutex_unlock(&lock);
        errno = error;
    }
    return result;
}

ssize_t write(int descriptor, const void *bytes, size_t size) {
    const struct iovec part = {(void *)bytes, size};
    return change_at(descriptor, &part, 1, -1);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset) {
    const struct iovec part = {(void *)bytes, size};
    return change_at(descriptor, &part, 1, offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t offset) {
    return pwrite(descriptor, bytes, size, offset);
}
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    return change_at(descriptor, parts, count, -1);
}
ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return change_at(descriptor, parts, count, offset);
}
ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset) {
    return change_at(descriptor, parts, count, offset);
}

int ftruncate(int descriptor, off_t length) {
    pthread_mutex_lock(&lock);
    const File *file = file_of(descriptor);
    struct stat about;
    if (file != NULL && fstat(descriptor, &about) == 0) {
        const uint64_t to = (uint64_t)length, size = (uint64_t)about.st_size;
        keep_old(file, descriptor, to < size ? to : size, to < size ? size - to : to - size);
    }
    const int result = (int)syscall(SYS_ftruncate, descriptor, length);
    pthread_mutex_unlock(&lock);
    return result;
}
int ftruncate64(int descriptor, off64_t length) { return ftruncate(descriptor, length); }

int truncate(const char *path, off_t length) {
    const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    const int result = ftruncate(descriptor, length);
    syscall(SYS_close, descriptor);
    return result;
}
int truncate64(const char *path, off64_t length) { return truncate(path, length); }

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    pthread_mutex_lock(&lock);
    const File *file = file_of(descriptor);
    if (file != NULL) keep_old(file, descriptor, (uint64_t)offset, (uint64_t)length);
    const int result = (int)syscall(SYS_fallocate, descriptor, mode, offset, length);
    pthread_mutex_unlock(&lock);
    return result;
}
int fallocate64(int descriptor, int mode, off64_t offset, off64_t length) {
    return fallocate(descriptor, mode, offset, length);
}
int posix_fallocate(int descriptor, off_t offset, off_t length) {
    return fallocate(descriptor, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int descriptor, off64_t offset, off64_t length) {
    return posix_fallocate(descriptor, offset, length);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
    if (descriptor >= 0 && (flags & MAP_SHARED) != 0 && (protection & PROT_WRITE) != 0) {
        pthread_mutex_lock(&lock);
        if (file_of(descriptor) != NULL) stop_here("writing through a mapping", "is not watched");
        pthread_mutex_unlock(&lock);
    }
    return (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, offset);
}
void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off64_t offset) {
    return mmap(address, length, protection, flags, descriptor, offset);
}

static void refuse(int descriptor, const char *what) {
    pthread_mutex_lock(&lock);
    if (file_of(descriptor) != NULL) stop_here(what, "is not watched");
    pthread_mutex_unlock(&lock);
}
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t size, unsigned flags) {
    refuse(to, "copy_file_range");
    return syscall(SYS_copy_file_range, from, from_at, to, to_at, size, flags);
}
ssize_t sendfile(int to, int from, off_t *offset, size_t size) {
    refuse(to, "sendfile");
    return syscall(SYS_sendfile, to, from, offset, size);
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t size) { return sendfile(to, from, offset, size); }
ssize_t splice(int from, off64_t *from_at, int to, off64_t *to_at, size_t size, unsigned flags) {
    refuse(to, "splice");
    return syscall(SYS_splice, from, from_at, to, to_at, size, flags);
}

/* ------------------------------------------------------------------------------------ durability */

static int sync_with(long call, int descriptor) {
    struct stat about;
    pthread_mutex_lock(&lock);
    const File *file = file_of(descriptor);
    const int result = (int)syscall(call, descriptor);
    const int error = errno;
    if (result == 0 && file != NULL) {
        if (syscall(SYS_ftruncate, file->log, 0L) != 0) stop_here("cannot empty the log", strerror(errno));
    } else if (result == 0 && watched_length > 0 && fstat(descriptor, &about) == 0 && S_ISDIR(about.st_mode)) {
        char link[64], path[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
        const ssize_t length = readlink(link, path, sizeof path - 1);
        path[length < 0 ? 0 : length] = 0;
        if (is_watched(path)) note_name("S\t%s\n", path);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
int fsync(int descriptor) { return sync_with(SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return sync_with(SYS_fdatasync, descriptor); }

/* ------------------------------------------------------------------------------------ names */

static int open_with(int at, const char *path, int flags, mode_t mode) {
    char place[PATH_MAX];
    if ((flags & (O_CREAT | O_TRUNC)) == 0 || (flags & O_ACCMODE) == O_RDONLY || !place_of(at, path, place)) {
        return (int)syscall(SYS_openat, at, path, flags, mode);
    }
    struct stat about;
    pthread_mutex_lock(&lock);
    const int new = stat(place, &about) != 0;
    /* Cut it short only after its bytes were kept. */
    const int descriptor = (int)syscall(SYS_openat, at, path, flags & ~O_TRUNC, mode);
    const int error = errno;
    if (descriptor >= 0 && new) note_name("C\t%s\n", place);
    pthread_mutex_unlock(&lock);
    if (descriptor >= 0 && !new && (flags & O_TRUNC) != 0 && ftruncate(descriptor, 0) != 0) {
        stop_here("cannot cut short", place);
    }
    errno = error;
    return descriptor;
}

static mode_t mode_of(int flags, va_list list) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(list, mode_t) : 0;
}
#define OPEN(name, at, ...)                         \
    int name(__VA_ARGS__, int flags, ...) {         \
        va_list list;                               \
        va_start(list, flags);                      \
        const mode_t mode = mode_of(flags, list);   \
        va_end(list);                               \
        return open_with(at, path, flags, mode);    \
    }
OPEN(open, AT_FDCWD, const char *path)
OPEN(open64, AT_FDCWD, const char *path)
OPEN(openat, at, int at, const char *path)
OPEN(openat64, at, int at, const char *path)
int creat(const char *path, mode_t mode) { return open_with(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

/* stdio opens and writes inside libc, out of our sight. */
static FILE *stream(const char *call, const char *path, const char *how) {
    char place[PATH_MAX];
    FILE *(*real)(const char *, const char *);
    *(void **)&real = dlsym(RTLD_NEXT, call);
    if (strpbrk(how, "wa+") != NULL && place_of(AT_FDCWD, path, place)) stop_here("a stdio stream", place);
    return real(path, how);
}
FILE *fopen(const char *path, const char *how) { return stream("fopen", path, how); }
FILE *fopen64(const char *path, const char *how) { return stream("fopen64", path, how); }

/* A second name for what is about to lose its name. */
static void hold(const char *place, char *held) {
    snprintf(held, PATH_MAX, "%.*s/held-%u", PATH_MAX - 32, log_dir, held_count++);
    if (syscall(SYS_linkat, AT_FDCWD, place, AT_FDCWD, held, 0) != 0) stop_here("cannot hold", place);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX], held[PATH_MAX] = "";
    const int leaves = place_of(from_at, from, old), comes = place_of(to_at, to, new);
    if (!leaves && !comes) return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    if (leaves != comes || flags != 0) stop_here("a rename over the border", from);
    struct stat about;
    pthread_mutex_lock(&lock);
    if (stat(new, &about) == 0 && S_ISREG(about.st_mode)) hold(new, held);
    const int result = (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    const int error = errno;
    if (result == 0) note_name("R\t%s\t%s\t%s\n", old, new, held);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
int renameat(int from_at, const char *from, int to_at, const char *to) {
    return renameat2(from_at, from, to_at, to, 0);
}
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    char new[PATH_MAX];
    pthread_mutex_lock(&lock);
    const int result = (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
    const int error = errno;
    if (result == 0 && place_of(to_at, to, new)) note_name("C\t%s\n", new);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int at, const char *path, int flags) {
    char place[PATH_MAX], held[PATH_MAX];
    struct stat about;
    if (!place_of(at, path, place) || stat(place, &about) != 0) {
        return (int)syscall(SYS_unlinkat, at, path, flags);
    }
    pthread_mutex_lock(&lock);
    if (S_ISREG(about.st_mode)) hold(place, held);
    const int result = (int)syscall(SYS_unlinkat, at, path, flags);
    const int error = errno;
    if (result == 0 && S_ISREG(about.st_mode)) note_name("U\t%s\t%s\n", place, held);
    if (result == 0 && S_ISDIR(about.st_mode)) note_name("D\t%s\n", place);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
    const int result = unlink(path);
    return result != 0 && (errno == EISDIR || errno == EPERM) ? rmdir(path) : result;
}

int mkdirat(int at, const char *path, mode_t mode) {
    char place[PATH_MAX];
    pthread_mutex_lock(&lock);
    const int result = (int)syscall(SYS_mkdirat, at, path, mode);
    const int error = errno;
    if (result == 0 && place_of(at, path, place)) note_name("M\t%s\n", place);
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
