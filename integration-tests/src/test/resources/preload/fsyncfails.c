/*
 * Loaded into a process before the C library: while the first byte of the file FSYNC_FILE is not 0, it is the error with which every fsync
 * of what lies below FSYNC_ROOT fails; and what was written last is lost by that, as Linux drops pages that it could not write.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096

static volatile char *error;
static char root[PATH_MAX];

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("FSYNC_FILE");
    int file = name == NULL ? -1 : open(name, O_RDWR | O_CLOEXEC);
    void *map = file < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
    if (map == MAP_FAILED || getenv("FSYNC_ROOT") == NULL) {
        perror("fsyncfails: FSYNC_FILE, FSYNC_ROOT");
        abort();
    }
    strncpy(root, getenv("FSYNC_ROOT"), sizeof root - 1);
    error = map;
}

static int fails(int fd) {
    char link[64], path[PATH_MAX];
    if (error == NULL || !*error) {
        return 0;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) {
        return 0;
    }
    path[length] = 0;
    if (strncmp(path, root, strlen(root)) != 0) {
        return 0;
    }
    struct stat s;
    if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode) && s.st_size >= PAGE) {
        static const char zeros[PAGE];
        // It may be closed by another thread meanwhile.
        if (pwrite(fd, zeros, PAGE, (s.st_size - PAGE) / PAGE * PAGE) != PAGE && errno != EBADF) {
            perror("fsyncfails: cannot lose a page");
            abort();
        }
    }
    errno = *error;
    return 1;
}

#define FAILING(name)                                                          \
    int name(int fd) {                                                         \
        __typeof__(name) *real = (__typeof__(name) *) dlsym(RTLD_NEXT, #name); \
        return fails(fd) ? -1 : real(fd);                                      \
    }
FAILING(fsync)
FAILING(fdatasync)
