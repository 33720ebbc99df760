/* Loaded before libc (LD_PRELOAD): the N-th call that writes below a folder fails, or is the moment
 * of a signal.
 *
 * FAULT_UNDER  the folder
 * FAULT_AT     which call, from 1; 0: none, they are only listed
 * FAULT_DO     an errno to fail with, or minus the number of a signal to send to this process
 * FAULT_LOG    file to which the name of each call is appended
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int calls;

static int is_below(const char *path) {
    const char *under = getenv("FAULT_UNDER");
    return under && path && strncmp(path, under, strlen(under)) == 0;
}

static int is_fd_below(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return is_below(path);
}

/* Whether the call is to fail; errno is set then. */
static int fails(const char *name) {
    int at = atoi(getenv("FAULT_AT") ? getenv("FAULT_AT") : "0");
    int action = atoi(getenv("FAULT_DO") ? getenv("FAULT_DO") : "0");
    const char *log = getenv("FAULT_LOG");
    int number = atomic_fetch_add(&calls, 1) + 1;
    if (log) {
        int fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        char line[64];
        int size = snprintf(line, sizeof line, "%s\n", name);
        if (fd >= 0) {
            syscall(SYS_write, fd, line, size);
            syscall(SYS_close, fd);
        }
    }
    if (number != at) return 0;
    if (action < 0) {
        kill(getpid(), -action);
        return 0;
    }
    errno = action;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t size) {
    if (is_fd_below(fd) && fails("write")) return -1;
    return REAL(write)(fd, data, size);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    if (is_fd_below(fd) && fails("pwrite")) return -1;
    return REAL(pwrite64)(fd, data, size, at);
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t size) {
    static ssize_t (*real)(int, int, off64_t *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "sendfile64");
    if (is_fd_below(out) && fails("sendfile")) return -1;
    return real(out, in, at, size);
}
int fsync(int fd) {
    if (is_fd_below(fd) && fails("fsync")) return -1;
    return REAL(fsync)(fd);
}
int fchmod(int fd, mode_t mode) {
    if (is_fd_below(fd) && fails("fchmod")) return -1;
    return REAL(fchmod)(fd, mode);
}
int rename(const char *from, const char *to) {
    if (is_below(to) && fails("rename")) return -1;
    return REAL(rename)(from, to);
}
int link(const char *from, const char *to) {
    if (is_below(to) && fails("link")) return -1;
    return REAL(link)(from, to);
}
int symlink(const char *from, const char *to) {
    if (is_below(to) && fails("symlink")) return -1;
    return REAL(symlink)(from, to);
}
int mkdir(const char *path, mode_t mode) {
    if (is_below(path) && fails("mkdir")) return -1;
    return REAL(mkdir)(path, mode);
}

#define OPENS(name)                                                          \
    int name(const char *path, int flags, ...) {                             \
        static int (*real)(const char *, int, ...);                          \
        va_list rest;                                                        \
        va_start(rest, flags);                                               \
        int mode = va_arg(rest, int);                                        \
        va_end(rest);                                                        \
        if (!real) real = dlsym(RTLD_NEXT, #name);                           \
        if ((flags & O_CREAT) && is_below(path) && fails("open")) return -1; \
        return real(path, flags, mode);                                      \
    }
OPENS(open)
OPENS(open64)
