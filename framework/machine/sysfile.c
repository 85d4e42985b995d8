// SPDX-License-Identifier: MIT
#include "framework/machine/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// O_NONBLOCK, so that a FIFO in a regular file's place cannot hang us.
static int open_regular(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return -1;
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        return fd;
    close(fd);
    return -1;
}

// Files of /proc and /sys say they have no length: read until the end, or until it is too much.
static char *read_bytes(int fd, size_t *length)
{
    GByteArray *bytes = g_byte_array_new();
    guint8 chunk[4096];
    while (bytes->len < SYSFILE_MAX_BYTES) {
        size_t left = SYSFILE_MAX_BYTES - bytes->len;
        ssize_t n = read(fd, chunk, MIN(sizeof chunk, left));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        g_byte_array_append(bytes, chunk, (guint)n);
    }
    *length = bytes->len;
    return (char *)g_byte_array_free(bytes, FALSE);
}

static char *read_text(const char *root, const char *path)
{
    g_autofree char *full = g_build_filename(root, path, NULL);
    int fd = open_regular(full);
    if (fd < 0)
        return NULL;
    size_t length = 0;
    g_autofree char *bytes = read_bytes(fd, &length);
    close(fd);
    return g_utf8_make_valid(bytes ? bytes : "", (gssize)length);
}

char *sysfile_read(const char *root, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *path = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return read_text(root, path);
}

char *sysfile_read_line(const char *root, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *path = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *text = read_text(root, path);
    return text ? sysfile_clean(text, (gssize)strcspn(text, "\n")) : NULL;
}

bool sysfile_read_u64(const char *root, const char *path, uint64_t *out)
{
    g_autofree char *line = sysfile_read_line(root, "%s", path);
    guint64 value = 0;
    if (!line || !g_ascii_string_to_unsigned(line, 10, 0, UINT64_MAX, &value, NULL))
        return false;
    *out = value;
    return true;
}

char *sysfile_clean(const char *text, gssize length)
{
    size_t bytes = length < 0 ? strlen(text) : (size_t)length;
    g_autofree char *valid =
        g_utf8_make_valid(text, (gssize)MIN(bytes, (size_t)SYSFILE_MAX_LINE_BYTES));
    GString *clean = g_string_new(NULL);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(clean, g_unichar_isprint(c) ? c : ' ');
    }
    // Replacement characters are longer than the bytes they stand for.
    if (clean->len > SYSFILE_MAX_LINE_BYTES) {
        const char *end = g_utf8_find_prev_char(clean->str, clean->str + SYSFILE_MAX_LINE_BYTES);
        g_string_truncate(clean, (gsize)(end - clean->str));
    }
    g_strstrip(clean->str);
    return g_string_free(clean, clean->str[0] == '\0');
}
