// SPDX-License-Identifier: MIT
#include "framework/base/text_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "framework/base/place.h"

enum { RIGHTS = 0777, MOST_TRIES = 100, RANDOM_DIGITS = 16, YOUNG_S = 10 };

#define TEMPORARY ".benchrun-"

void text_file_set_error(int cause, GError **error)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(cause), "%s%s",
                g_strerror(cause), cause == EFBIG ? " (more than 'ulimit -f' allows)" : "");
}

bool text_file_put(int fd, const char *text, size_t length, GError **error)
{
    while (length > 0) {
        ssize_t n = write(fd, text, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            text_file_set_error(n < 0 ? errno : EIO, error);
            return false;
        }
        text += n;
        length -= (size_t)n;
    }
    return true;
}

bool text_file_is_plain(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 || S_ISREG(about.st_mode);
}

// What was opened is what was looked at, and in a folder open to all it has no second name, which
// may be anywhere.
static bool check_opened(const struct place *place, int fd, GError **error)
{
    struct stat about;
    if (fstat(fd, &about) != 0) {
        text_file_set_error(errno, error);
        return false;
    }
    bool is_same = !place->exists ||
                   (about.st_ino == place->about.st_ino && about.st_dev == place->about.st_dev);
    if (is_same && !(place->is_shared && S_ISREG(about.st_mode) && about.st_nlink > 1))
        return true;
    g_set_error(error, PLACE_ERROR, PLACE_ERROR_PLANTED,
                "it has a second name (a hard link), or was exchanged, in a folder that everybody "
                "may write to: remove it, or use another folder");
    return false;
}

static int open_in_place(const struct place *place, int flags, GError **error)
{
    int follow = place->is_handle ? 0 : O_NOFOLLOW;
    int create = place->exists ? 0 : place->is_shared ? O_CREAT | O_EXCL : O_CREAT;
    if (place->is_planted) { // not opened either: a pipe would wait for its reader
        place_refuse(place, error);
        return -1;
    }
    int fd = openat(place->folder, place->name,
                    O_WRONLY | O_CLOEXEC | O_NOCTTY | flags | follow | create, 0666);
    if (fd < 0) {
        text_file_set_error(errno, error);
        return -1;
    }
    if (check_opened(place, fd, error))
        return fd;
    close(fd);
    return -1;
}

static bool write_in_place(const struct place *place, int flags, const char *text, size_t length,
                           GError **error)
{
    int fd = open_in_place(place, flags, error);
    if (fd < 0)
        return false;
    bool is_good = text_file_put(fd, text, length, error);
    if (close(fd) != 0 && is_good) {
        is_good = false;
        text_file_set_error(errno, error);
    }
    return is_good;
}

// Nobody can guess the name, and a link of that name is not followed.
static int make_temporary(const struct place *place, char name[32], GError **error)
{
    int fd = -1;
    for (int i = 0; i < MOST_TRIES && fd < 0; i++) {
        snprintf(name, 32, TEMPORARY "%08x%08x", g_random_int(), g_random_int());
        fd =
            openat(place->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0)
        text_file_set_error(errno, error);
    else
        (void)flock(fd, LOCK_EX | LOCK_NB); // as long as this process lives
    return fd;
}

static bool is_temporary(const char *name)
{
    const char *digits = name + strlen(TEMPORARY);
    return g_str_has_prefix(name, TEMPORARY) &&
           strspn(digits, "0123456789abcdef") == RANDOM_DIGITS && digits[RANDOM_DIGITS] == '\0';
}

// One of ours that its process no longer locks, and that is not just being made.
static void remove_if_left(int folder, const char *name)
{
    struct stat about;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == geteuid() &&
        time(NULL) - about.st_mtim.tv_sec > YOUNG_S && flock(fd, LOCK_EX | LOCK_NB) == 0)
        unlinkat(folder, name, 0);
    close(fd);
}

// What processes that were killed while they wrote left in a folder. One look at it is enough.
static void remove_left(const struct place *place)
{
    static struct stat seen;
    struct stat about;
    if (fstat(place->folder, &about) != 0 ||
        (about.st_ino == seen.st_ino && about.st_dev == seen.st_dev))
        return;
    seen = about;
    int fd = openat(place->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;
    if (entries == NULL && fd >= 0)
        close(fd);
    // cppcheck-suppress readdirCalled // a stream of our own
    for (const struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        if (is_temporary(entry->d_name))
            remove_if_left(place->folder, entry->d_name);
    if (entries != NULL)
        closedir(entries);
}

// A file of ours keeps its mode. That of another user may have been made for us to find, so that
// its mode counts only where it is stricter than that of a new file.
static bool keep_mode(const struct place *place, int fd)
{
    struct stat made;
    if (!place->exists)
        return true;
    if (fstat(fd, &made) != 0)
        return false;
    mode_t most = place->about.st_uid == made.st_uid ? RIGHTS : made.st_mode & RIGHTS;
    return fchmod(fd, place->about.st_mode & most) == 0;
}

static bool fill_temporary(const struct place *place, int fd, const char *text, size_t length,
                           bool is_durable, GError **error)
{
    // A crash must not leave an empty file in place of one that was complete.
    bool must_sync = is_durable || (place->exists && place->about.st_size > 0);
    int cause = keep_mode(place, fd) ? 0 : errno;
    bool is_written = cause == 0 && text_file_put(fd, text, length, error);
    if (is_written && must_sync && fsync(fd) != 0)
        cause = errno;
    if (close(fd) != 0 && is_written && cause == 0)
        cause = errno;
    if (cause != 0)
        text_file_set_error(cause, error);
    return is_written && cause == 0;
}

static bool replace(const struct place *place, const char *text, size_t length, bool is_durable,
                    GError **error)
{
    char name[32];
    remove_left(place);
    int fd = make_temporary(place, name, error);
    if (fd < 0)
        return false;
    bool is_good = fill_temporary(place, fd, text, length, is_durable, error);
    if (is_good && renameat(place->folder, name, place->folder, place->name) != 0) {
        text_file_set_error(errno, error);
        is_good = false;
    }
    if (!is_good)
        unlinkat(place->folder, name, 0);
    return is_good;
}

static bool is_replaceable(const struct place *place)
{
    return !place->exists ||
           (!place->is_handle && (S_ISREG(place->about.st_mode) || S_ISDIR(place->about.st_mode)));
}

bool text_file_write(const char *path, const char *text, size_t length, bool is_durable,
                     GError **error)
{
    struct place place;
    bool is_good = place_find(path, PLACE_FOLLOWS, &place, error);
    if (is_good) {
        is_good = is_replaceable(&place) ? replace(&place, text, length, is_durable, error)
                                         : write_in_place(&place, 0, text, length, error);
        place_clear(&place);
    }
    if (!is_good)
        g_prefix_error(error, "cannot write '%s': ", path);
    return is_good;
}

bool text_file_append(const char *path, const char *text, size_t length, GError **error)
{
    struct place place;
    bool is_good = place_find(path, PLACE_FOLLOWS, &place, error);
    if (is_good) {
        is_good = write_in_place(&place, O_APPEND, text, length, error);
        place_clear(&place);
    }
    if (!is_good)
        g_prefix_error(error, "cannot append to '%s': ", path);
    return is_good;
}

int text_file_open(const char *path, int flags, GError **error)
{
    struct place place;
    int fd = -1;
    if (place_find(path, PLACE_FOLLOWS, &place, error)) {
        fd = open_in_place(&place, flags, error);
        place_clear(&place);
    }
    if (fd < 0)
        g_prefix_error(error, "cannot write '%s': ", path);
    return fd;
}

static bool refuse_size(GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                "it is larger than 4 GiB, the limit: split it");
    return false;
}

// No text has a zero in it: a device without an end, or a program, is refused at its first bytes.
static bool check_zeros(const GString *text, gsize from, GError **error)
{
    const char *zero = memchr(text->str + from, '\0', text->len - from);
    if (zero != NULL)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                    "byte %" G_GSIZE_FORMAT " is zero: it is not a text file in UTF-8",
                    (gsize)(zero - text->str) + 1);
    return zero == NULL;
}

// A device or a pipe may have no end.
static bool read_all(int fd, GString *text, GError **error)
{
    enum { CHUNK = 1 << 16 };
    struct stat about;
    gsize size = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? (gsize)about.st_size : 0;
    if (size > TEXT_FILE_MOST_BYTES)
        return refuse_size(error);
    g_string_set_size(text, size + CHUNK); // once, where all goes well
    g_string_truncate(text, 0);
    for (ssize_t n = 1; n != 0;) {
        gsize before = text->len;
        g_string_set_size(text, before + CHUNK);
        n = read(fd, text->str + before, CHUNK);
        g_string_truncate(text, before + (n > 0 ? (gsize)n : 0));
        if (n < 0 && errno != EINTR) {
            text_file_set_error(errno, error);
            return false;
        }
        if (text->len > TEXT_FILE_MOST_BYTES)
            return refuse_size(error);
        if (!check_zeros(text, before, error))
            return false;
    }
    return true;
}

// Whether it is a plain file, or none that another user put there to keep us waiting.
static bool may_be_opened(const struct place *place, int handle)
{
    struct stat about;
    bool is_known = fstat(handle, &about) == 0;
    bool is_same = is_known && place->exists && about.st_ino == place->about.st_ino &&
                   about.st_dev == place->about.st_dev;
    return is_known && (S_ISREG(about.st_mode) || (is_same && !place->is_planted));
}

// To open a pipe takes until somebody writes to it: first it is only looked at.
static int open_to_read(const struct place *place, GError **error)
{
    int follow = place->is_handle ? 0 : O_NOFOLLOW;
    int handle = openat(place->folder, place->name, O_PATH | O_CLOEXEC | follow);
    if (handle < 0) {
        text_file_set_error(errno, error);
        return -1;
    }
    g_autofree char *opened = g_strdup_printf("/proc/self/fd/%d", handle);
    bool is_refused = !may_be_opened(place, handle);
    int fd = is_refused ? -1 : open(opened, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (is_refused)
        place_refuse(place, error);
    else if (fd < 0)
        text_file_set_error(errno, error);
    close(handle);
    return fd;
}

int text_file_open_to_read(const char *path, GError **error)
{
    struct place place;
    int fd = -1;
    if (place_find(path, PLACE_FOLLOWS, &place, error)) {
        fd = open_to_read(&place, error);
        place_clear(&place);
    }
    if (fd < 0)
        g_prefix_error(error, "cannot read '%s': ", path);
    return fd;
}

char *text_file_read(const char *path, size_t *length, GError **error)
{
    int fd = text_file_open_to_read(path, error);
    if (fd < 0)
        return NULL;
    GString *text = g_string_new(NULL);
    bool is_good = read_all(fd, text, error);
    close(fd);
    if (!is_good)
        g_prefix_error(error, "cannot read '%s': ", path);
    *length = text->len;
    return g_string_free(text, !is_good);
}
