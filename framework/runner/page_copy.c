// SPDX-License-Identifier: MIT
#include "framework/runner/page_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE_BYTES = 4096, MOST_HELD_PAGES = 256 };

// The kernel hands out first what was freed last: without this a third of the pages were those of
// the copy before the last (27 pages, Linux 6.18). With 1 to 256 others held back, 0.1 of 27 were.
static void *hold_pages(struct random *random, size_t *size)
{
    *size = (size_t)(1 + random_below(random, MOST_HELD_PAGES)) * PAGE_BYTES;
    // cppcheck-suppress invalidFunctionArg // memory without a file
    return mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1,
                0);
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t n = write(fd, bytes + done, length - done);
        if (n < 0 && errno != EINTR)
            return false;
        done += (size_t)MAX(n, 0);
    }
    return true;
}

// Page by page: what is written at once gets pages that lie together, and copies alternated between
// the same two places (ext4 of Linux 6.18).
static bool copy_bytes(int from, int to)
{
    char buffer[PAGE_BYTES];
    for (;;) {
        ssize_t n = read(from, buffer, sizeof buffer);
        if (n == 0)
            return true;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || !write_all(to, buffer, (size_t)n))
            return false;
    }
}

static bool copy_held(int from, int to, struct random *random)
{
    size_t size = 0;
    void *held = hold_pages(random, &size);
    bool is_good = copy_bytes(from, to);
    int problem = errno;
    if (held != MAP_FAILED)
        munmap(held, size);
    errno = problem;
    return is_good;
}

// Makes a new file; false with errno.
static bool copy(const char *from, const char *to, struct random *random)
{
    struct stat about;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return false;
    unlink(to); // of an attempt that failed
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0700);
    bool is_good = out >= 0 && fstat(in, &about) == 0 && copy_held(in, out, random) &&
                   fchmod(out, about.st_mode & 0777) == 0;
    int problem = errno;
    close(in);
    if (out >= 0)
        close(out);
    errno = problem;
    return is_good;
}

// A rename onto an existing file would have some file systems write it to the disk at once.
static bool replace(const char *by, const char *path)
{
    return (unlink(path) == 0 || errno == ENOENT) && rename(by, path) == 0;
}

bool page_copy(const char *from, const char *to, struct random *random, GError **error)
{
    g_autofree char *new = g_strconcat(to, ".new", NULL);
    if (copy(from, new, random) && replace(new, to))
        return true;
    int problem = errno;
    unlink(new);
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(problem),
                "cannot copy '%s' to a temporary file: %s", from, g_strerror(problem));
    return false;
}
