// SPDX-License-Identifier: MIT
// It is linked into any program: libc only, and nothing is printed.
#include "framework/harness/live_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

// After `su` it may be another user's, who can exchange what is in it.
static int is_own(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && status.st_uid == geteuid();
}

/** The folder of this user's alone, which may be missing yet. */
static int name_of(unsigned which, char path[LIVE_FOLDER_BYTES])
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    unsigned user = (unsigned)geteuid();
    int length = 0;
    if (which == 0) {
        if (!runtime || runtime[0] != '/' || !is_own(runtime))
            return ENOENT;
        length = snprintf(path, LIVE_FOLDER_BYTES, "%s/benchrun", runtime);
    } else if (which == 1) {
        length = snprintf(path, LIVE_FOLDER_BYTES, "/run/user/%u/benchrun", user);
    } else {
        length = snprintf(path, LIVE_FOLDER_BYTES, "/tmp/benchrun-%u", user);
    }
    return length < 0 || length >= LIVE_FOLDER_BYTES ? ENAMETOOLONG : 0;
}

int live_folder_path(unsigned which, int make, char path[LIVE_FOLDER_BYTES])
{
    struct stat status;
    int failed = name_of(which, path);
    if (failed)
        return failed;
    if (make && mkdir(path, 0700) != 0 && errno != EEXIST)
        return errno;
    if (lstat(path, &status) != 0)
        return errno;
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 077))
        return EPERM;
    return 0;
}

int live_folder_create(const char *suffix, char path[LIVE_FOLDER_BYTES])
{
    int failed = ENOENT;
    for (unsigned which = 0; which < LIVE_FOLDERS; which++) {
        char folder[LIVE_FOLDER_BYTES];
        uint64_t secret[2] = {0, 0};
        failed = live_folder_path(which, 1, folder);
        if (failed)
            continue;
        if (getrandom(secret, sizeof secret, GRND_NONBLOCK) != (ssize_t)sizeof secret)
            return errno = EAGAIN, -1;
        int length = snprintf(path, LIVE_FOLDER_BYTES, "%s/%d-%016" PRIx64 "%016" PRIx64 "%s",
                              folder, (int)getpid(), secret[0], secret[1], suffix);
        if (length < 0 || length >= LIVE_FOLDER_BYTES) {
            failed = ENAMETOOLONG;
            continue;
        }
        int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd >= 0)
            return fd;
        failed = errno;
    }
    errno = failed;
    return -1;
}
