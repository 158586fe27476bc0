/*
 * Loaded into a process before the C library: while the first byte of the file HANG_FILE is not 0, no call to files below HANG_ROOT comes
 * back, as with a network file system whose server is gone: no signal ends it, and it goes on when the server is back.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

static volatile char *hung;
static char root[PATH_MAX];

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("HANG_FILE");
    int file = name == NULL ? -1 : open(name, O_RDWR | O_CLOEXEC);
    void *map = file < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
    if (map == MAP_FAILED || getenv("HANG_ROOT") == NULL) {
        perror("hang: HANG_FILE, HANG_ROOT");
        abort();
    }
    strncpy(root, getenv("HANG_ROOT"), sizeof root - 1);
    hung = map;
}

static void wait_at(const char *path) {
    const struct timespec moment = {0, 20000000};
    if (hung == NULL || !*hung || path == NULL || strncmp(path, root, strlen(root)) != 0) {
        return;
    }
    int saved = errno;
    while (*hung) {
        nanosleep(&moment, NULL);
    }
    errno = saved;
}

static void wait_for(int fd) {
    char link[64], path[PATH_MAX];
    if (hung == NULL || !*hung) {
        return;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length > 0) {
        path[length] = 0;
        wait_at(path);
    }
}

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *) dlsym(RTLD_NEXT, #name)

#define OPEN(name)                                     \
    int name(const char *path, int flags, ...) {       \
        va_list more;                                  \
        va_start(more, flags);                         \
        mode_t mode = va_arg(more, mode_t);            \
        va_end(more);                                  \
        REAL(name);                                    \
        wait_at(path);                                 \
        return real(path, flags, mode);                \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                   \
    int name(int at, const char *path, int flags, ...) { \
        va_list more;                                  \
        va_start(more, flags);                         \
        mode_t mode = va_arg(more, mode_t);            \
        va_end(more);                                  \
        REAL(name);                                    \
        wait_at(path);                                 \
        return real(at, path, flags, mode);            \
    }
OPENAT(openat)
OPENAT(openat64)

#define ON_PATH(type, name, parameters, arguments)     \
    type name parameters {                             \
        REAL(name);                                    \
        wait_at(path);                                 \
        return real arguments;                         \
    }
ON_PATH(int, stat, (const char *restrict path, struct stat *restrict s), (path, s))
ON_PATH(int, stat64, (const char *restrict path, struct stat64 *restrict s), (path, s))
ON_PATH(int, lstat, (const char *restrict path, struct stat *restrict s), (path, s))
ON_PATH(int, lstat64, (const char *restrict path, struct stat64 *restrict s), (path, s))
ON_PATH(int, statx, (int at, const char *restrict path, int flags, unsigned int mask, struct statx *restrict s), (at, path, flags, mask, s))
ON_PATH(int, statvfs, (const char *restrict path, struct statvfs *restrict s), (path, s))
ON_PATH(int, statvfs64, (const char *restrict path, struct statvfs64 *restrict s), (path, s))
ON_PATH(int, access, (const char *path, int mode), (path, mode))
ON_PATH(int, unlink, (const char *path), (path))
ON_PATH(int, rmdir, (const char *path), (path))
ON_PATH(int, mkdir, (const char *path, mode_t mode), (path, mode))
ON_PATH(DIR *, opendir, (const char *path), (path))

#define ON_FILE(type, name, parameters, arguments)     \
    type name parameters {                             \
        REAL(name);                                    \
        wait_for(fd);                                  \
        return real arguments;                         \
    }
ON_FILE(ssize_t, read, (int fd, void *bytes, size_t count), (fd, bytes, count))
ON_FILE(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
ON_FILE(ssize_t, pread64, (int fd, void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
ON_FILE(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
ON_FILE(int, fsync, (int fd), (fd))
ON_FILE(int, fdatasync, (int fd), (fd))
ON_FILE(int, ftruncate64, (int fd, off64_t length), (fd, length))

ssize_t copy_file_range(int from, off64_t *at, int fd, off64_t *to, size_t count, unsigned int flags) {
    REAL(copy_file_range);
    wait_for(from);
    wait_for(fd);
    return real(from, at, fd, to, count, flags);
}

ssize_t sendfile64(int fd, int from, off64_t *at, size_t count) {
    REAL(sendfile64);
    wait_for(from);
    wait_for(fd);
    return real(fd, from, at, count);
}
