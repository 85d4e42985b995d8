// SPDX-License-Identifier: MIT
#include "framework/base/owned_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

G_DEFINE_QUARK(benchrun - owned - file - error, owned_file_error)

enum { ALWAYS = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };
enum { MOST_MIB = 64 }; // of settings: a file with holes can seem to be of any size

static void set_system_error(GError **error)
{
    int cause = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(cause), "%s",
                cause == ELOOP ? "it is a symbolic link" : g_strerror(cause));
}

// Why a file is not obeyed, to free; NULL: it is.
static char *find_doubt(const struct stat *about)
{
    if (!S_ISREG(about->st_mode))
        return g_strdup("it is not a regular file");
    if (about->st_uid != geteuid()) {
        g_autofree char *owner = place_owner(about);
        return g_strdup_printf("it belongs to %s", owner);
    }
    if (!place_is_ours_alone(about))
        return g_strdup("other users may write to it");
    return about->st_nlink > 1 ? g_strdup("it has a second name (a hard link)") : NULL;
}

static bool is_trusted(int fd, GError **error)
{
    struct stat about;
    if (fstat(fd, &about) != 0) {
        set_system_error(error);
        return false;
    }
    g_autofree char *doubt = find_doubt(&about);
    if (doubt != NULL)
        g_set_error(error, OWNED_FILE_ERROR, OWNED_FILE_ERROR_FOREIGN,
                    "%s, so it is not trusted: remove it, or use another place", doubt);
    return doubt == NULL;
}

int owned_file_open(const struct place *place, int flags, GError **error)
{
    // The kernel refuses O_CREAT on a file of another user in some folders, without a reason.
    bool is_new = (flags & O_EXCL) != 0;
    int fd = is_new ? -1 : openat(place->folder, place->name, (flags & ~O_CREAT) | ALWAYS);
    if (is_new || (fd < 0 && errno == ENOENT && (flags & O_CREAT) != 0)) {
        is_new = true;
        fd = openat(place->folder, place->name, flags | O_CREAT | O_EXCL | ALWAYS, 0600);
    }
    if (fd < 0) {
        set_system_error(error);
        return -1;
    }
    if (is_new || is_trusted(fd, error))
        return fd;
    close(fd);
    return -1;
}

static bool refuse_size(GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "it is larger than %d MiB", MOST_MIB);
    return false;
}

// A file in /proc may have any content, and a size of 0.
static char *read_content(int fd, size_t most, size_t *length, GError **error)
{
    GString *content = g_string_new(NULL);
    char buffer[65536];
    while (content->len <= most) {
        ssize_t n = pread(fd, buffer, sizeof buffer, (off_t)content->len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            set_system_error(error);
        if (n <= 0) {
            *length = content->len;
            return g_string_free(content, n < 0);
        }
        g_string_append_len(content, buffer, n);
    }
    refuse_size(error);
    g_string_free(content, TRUE);
    return NULL;
}

char *owned_file_content(int fd, size_t *length, GError **error)
{
    return read_content(fd, SIZE_MAX, length, error);
}

static int open_unplanted(const struct place *place, GError **error)
{
    if (place->is_planted) {
        place_refuse(place, error);
        return -1;
    }
    struct stat about;
    int fd = openat(place->folder, place->name,
                    O_RDONLY | (place->is_handle ? ALWAYS & ~O_NOFOLLOW : ALWAYS));
    if (fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode) &&
        about.st_ino == place->about.st_ino && about.st_dev == place->about.st_dev)
        return fd;
    if (fd < 0)
        set_system_error(error);
    else
        g_set_error(error, OWNED_FILE_ERROR, OWNED_FILE_ERROR_FOREIGN, "it is not a regular file");
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool is_small(int fd, GError **error)
{
    struct stat about;
    return (fstat(fd, &about) == 0 && about.st_size <= (off_t)MOST_MIB << 20) || refuse_size(error);
}

char *owned_file_read(const char *path, size_t *length, GError **error)
{
    struct place place;
    if (!place_find(path, PLACE_FOLLOWS, &place, error))
        return NULL;
    int fd = open_unplanted(&place, error);
    bool is_good = fd >= 0 && is_small(fd, error);
    char *content = is_good ? read_content(fd, (size_t)MOST_MIB << 20, length, error) : NULL;
    if (fd >= 0)
        close(fd);
    place_clear(&place);
    return content;
}
