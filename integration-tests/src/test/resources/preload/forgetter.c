/*
 * Loaded into a process before the C library: remembers what the process has made durable below FORGETTER_ROOT, and nothing else,
 * in FORGETTER_KEPT. When the process is killed, that is what a machine without power would still have.
 *
 *   f-KEY.TIME  the bytes that a file had when it was synchronized
 *   d-KEY.TIME  the names that a directory had when it was synchronized, as lines "KEY name"
 *
 * KEY is device, inode and birth, so that an inode that is used again is another file. What is remembered is read before the real call begins:
 * bytes that are written meanwhile may not be counted on. TIME is when reading began, by a clock that all processes share; the latest holds.
 * Nothing is locked: a process that is stopped in the midst of it keeps nobody else waiting.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#define PART ".part"

static int key(int at, const char *name, int flags, char *out, size_t size, struct statx *s) {
    if (statx(at, name, flags | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, s) != 0) {
        return -1;
    }
    snprintf(out, size, "%llu-%llu-%lld-%u", (unsigned long long) makedev(s->stx_dev_major, s->stx_dev_minor),
            (unsigned long long) s->stx_ino, (long long) s->stx_btime.tv_sec, s->stx_btime.tv_nsec);
    return 0;
}

static void die(const char *what, const char *path) {
    fprintf(stderr, "forgetter: %s %s: %s\n", what, path, strerror(errno));
    abort();
}

static void keep_bytes(const char *path, int to) {
    static const size_t SIZE = 1 << 20;
    char *buffer = malloc(SIZE);
    int from = open(path, O_RDONLY);
    ssize_t n;
    if (buffer == NULL || from < 0) {
        die("cannot read", path);
    }
    while ((n = read(from, buffer, SIZE)) > 0) {
        if (write(to, buffer, n) != n) {
            die("cannot keep", path);
        }
    }
    close(from);
    free(buffer);
}

static void keep_names(const char *path, int to) {
    DIR *directory = opendir(path);
    struct dirent *entry;
    if (directory == NULL) {
        die("cannot list", path);
    }
    while ((entry = readdir(directory)) != NULL) {
        char k[128];
        struct statx s;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0
                || key(dirfd(directory), entry->d_name, 0, k, sizeof k, &s) != 0) {
            continue;
        }
        dprintf(to, "%s %s\n", k, entry->d_name);
    }
    closedir(directory);
}

/* What is older of the same thing holds no more. */
static void drop_older(const char *kept, const char *name, size_t key_length) {
    DIR *directory = opendir(kept);
    struct dirent *entry;
    if (directory == NULL) {
        die("cannot list", kept);
    }
    while ((entry = readdir(directory)) != NULL) {
        if (strncmp(entry->d_name, name, key_length) == 0 && strstr(entry->d_name, PART) == NULL
                && strcmp(entry->d_name, name) < 0 && unlinkat(dirfd(directory), entry->d_name, 0) != 0 && errno != ENOENT) {
            die("cannot drop", entry->d_name);
        }
    }
    closedir(directory);
}

static void keep(int fd) {
    const char *root = getenv("FORGETTER_ROOT");
    const char *kept = getenv("FORGETTER_KEPT");
    char link[64], path[PATH_MAX], k[128], name[200], to[PATH_MAX + 256], part[PATH_MAX + 300];
    struct statx s;
    struct timespec now;
    ssize_t n;
    int out, key_length;
    if (root == NULL || kept == NULL) {
        return;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, path, sizeof path - 1);
    if (n <= 0) {
        return;
    }
    path[n] = 0;
    if (strncmp(path, root, strlen(root)) != 0 || key(fd, "", AT_EMPTY_PATH, k, sizeof k, &s) != 0) {
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    key_length = snprintf(name, sizeof name, "%c-%s.", S_ISDIR(s.stx_mode) ? 'd' : 'f', k);
    snprintf(name + key_length, sizeof name - key_length, "%010lld%09ld-%d", (long long) now.tv_sec, now.tv_nsec, (int) gettid());
    snprintf(to, sizeof to, "%s/%s", kept, name);
    snprintf(part, sizeof part, "%s" PART, to);
    out = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (out < 0) {
        die("cannot write", part);
    }
    if (S_ISDIR(s.stx_mode)) {
        keep_names(link, out);
    } else {
        keep_bytes(link, out);
    }
    close(out);
    if (rename(part, to) != 0) {
        die("cannot name", to);
    }
    drop_older(kept, name, key_length);
}

static int call(const char *name, int fd) {
    int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, name);
    keep(fd);
    return real(fd);
}

int fsync(int fd) {
    return call("fsync", fd);
}

int fdatasync(int fd) {
    return call("fdatasync", fd);
}
