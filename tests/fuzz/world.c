// SPDX-License-Identifier: MIT
#include "tests/fuzz/world.h"

#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/base/owned_file.h"
#include "framework/base/subprocess.h"
#include "framework/machine/sysfile.h"
#include "tests/fuzz/insist.h"

static const uint8_t *world; // NULL: it is real
static size_t left;          // of it

void world_set(const uint8_t *data, size_t size)
{
    static const uint8_t nothing;
    world = size > 0 ? data : data != NULL ? &nothing : NULL;
    left = size;
}

// The next piece, to free.
static char *next_piece(size_t *length)
{
    const uint8_t *end = memchr(world, WORLD_END, left);
    *length = end != NULL ? (size_t)(end - world) : left;
    char *piece = input_text(world, *length);
    if (end != NULL) {
        left -= *length + 1;
        world += *length + 1;
    }
    return piece;
}

bool __real_subprocess_run(const struct subprocess_call *call, struct subprocess_output *out,
                           GError **error);
bool __wrap_subprocess_run(const struct subprocess_call *call, struct subprocess_output *out,
                           GError **error);

// One that ends well, unless what it prints begins with `!`.
bool __wrap_subprocess_run(const struct subprocess_call *call, struct subprocess_output *out,
                           GError **error)
{
    if (world == NULL)
        return __real_subprocess_run(call, out, error);
    *out = (struct subprocess_output){0};
    out->output = next_piece(&out->length);
    out->wait_status = *out->output == '!' ? 256 : 0;
    out->complaints = g_utf8_make_valid(out->output, -1);
    return true;
}

char *__real_owned_file_read(const char *path, size_t *length, GError **error);
char *__wrap_owned_file_read(const char *path, size_t *length, GError **error);

char *__wrap_owned_file_read(const char *path, size_t *length, GError **error)
{
    return world != NULL ? next_piece(length) : __real_owned_file_read(path, length, error);
}

char *__real_owned_file_content(int fd, size_t *length, GError **error);
char *__wrap_owned_file_content(int fd, size_t *length, GError **error);

char *__wrap_owned_file_content(int fd, size_t *length, GError **error)
{
    return world != NULL ? next_piece(length) : __real_owned_file_content(fd, length, error);
}

gboolean __real_g_file_get_contents(const gchar *path, gchar **text, gsize *length, GError **error);
gboolean __wrap_g_file_get_contents(const gchar *path, gchar **text, gsize *length, GError **error);

gboolean __wrap_g_file_get_contents(const gchar *path, gchar **text, gsize *length, GError **error)
{
    size_t n = 0;
    if (world == NULL)
        return __real_g_file_get_contents(path, text, length, error);
    *text = next_piece(&n);
    if (length != NULL)
        *length = n;
    return TRUE;
}

// The real ones cut what they read, and make it valid.
static char *next_text(void)
{
    size_t length = 0;
    g_autofree char *piece = next_piece(&length);
    return g_utf8_make_valid(piece, (gssize)MIN(length, (size_t)SYSFILE_MAX_BYTES));
}

static char *next_line(void)
{
    g_autofree char *text = next_text();
    return sysfile_clean(text, (gssize)strcspn(text, "\n"));
}

char *__real_sysfile_read(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);
char *__wrap_sysfile_read(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

char *__wrap_sysfile_read(const char *root, const char *format, ...)
{
    if (world != NULL)
        return next_text();
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *path = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return __real_sysfile_read(root, "%s", path);
}

char *__real_sysfile_read_line(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);
char *__wrap_sysfile_read_line(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

char *__wrap_sysfile_read_line(const char *root, const char *format, ...)
{
    if (world != NULL)
        return next_line();
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *path = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return __real_sysfile_read_line(root, "%s", path);
}

bool __real_sysfile_read_u64(const char *root, const char *path, uint64_t *out);
bool __wrap_sysfile_read_u64(const char *root, const char *path, uint64_t *out);

bool __wrap_sysfile_read_u64(const char *root, const char *path, uint64_t *out)
{
    if (world == NULL)
        return __real_sysfile_read_u64(root, path, out);
    guint64 value = 0;
    g_autofree char *line = next_line();
    if (line == NULL || !g_ascii_string_to_unsigned(line, 10, 0, UINT64_MAX, &value, NULL))
        return false;
    *out = value;
    return true;
}

static void put(int fd, const uint8_t *data, size_t size)
{
    insist(fd >= 0 && ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size,
           "an input can be written to a file");
}

const char *world_file(const uint8_t *data, size_t size)
{
    static char path[40];
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("input", MFD_CLOEXEC);
        g_snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    put(fd, data, size);
    return path;
}

static char *folder;
static pid_t owner;

static void remove_folder(void)
{
    if (owner == getpid())
        folder_remove(folder, NULL);
}

const char *world_folder(void)
{
    if (folder != NULL && owner == getpid())
        return folder;
    char name[] = "/dev/shm/benchrun-fuzz-XXXXXX";
    insist(g_mkdtemp(name) != NULL, "a folder in memory can be made");
    folder = g_strdup(name);
    owner = getpid();
    atexit(remove_folder);
    return folder;
}

void world_write(const char *name, const uint8_t *data, size_t size)
{
    g_autofree char *path = g_build_filename(world_folder(), name, NULL);
    g_autofree char *above = g_path_get_dirname(path);
    insist(g_mkdir_with_parents(above, 0700) == 0, "a folder can be made");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    put(fd, data, size);
    close(fd);
}
