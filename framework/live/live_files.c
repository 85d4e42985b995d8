// SPDX-License-Identifier: MIT
#include "framework/live/live_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/hash.h"
#include "framework/harness/live_folder.h"

G_DEFINE_QUARK(benchrun - live - file - error, live_file_error)

// A program writes its file at once: one that says nothing so long after is of one that was killed.
enum { PATIENCE_MS = 20 };

bool live_file_refuse(const char *path, enum live_file_error code, GError **error,
                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, LIVE_FILE_ERROR, (int)code, "'%s': %s", path, why);
    return false;
}

// Without O_NONBLOCK a pipe would keep us waiting.
static int open_checked(int folder, const char *name, int flags, uint64_t *bytes)
{
    struct stat about;
    int fd = openat(folder, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == geteuid()) {
        *bytes = (uint64_t)about.st_size;
        return fd;
    }
    close(fd);
    return -1;
}

int live_file_open(const char *path, int flags, uint64_t *bytes)
{
    return open_checked(AT_FDCWD, path, flags, bytes);
}

bool live_file_read(int fd, void *out, size_t bytes, uint64_t offset)
{
    size_t done = 0;
    while (done < bytes) {
        ssize_t n = pread(fd, (char *)out + done, bytes - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

// PID-RANDOM, 32 hexadecimal digits of it, and the suffix; 0: it is none of these.
static pid_t pid_of_name(const char *name, const char *suffix)
{
    enum { DIGITS = 32, MOST_PID_DIGITS = 10 };
    size_t pid_digits = strspn(name, "0123456789");
    if (pid_digits == 0 || pid_digits > MOST_PID_DIGITS || name[pid_digits] != '-')
        return 0;
    const char *random = name + pid_digits + 1;
    if (strspn(random, "0123456789abcdef") != DIGITS || strcmp(random + DIGITS, suffix) != 0)
        return 0;
    guint64 pid = g_ascii_strtoull(name, NULL, 10);
    return pid <= G_MAXINT32 ? (pid_t)pid : 0;
}

struct visiting {
    const struct live_kind *kind;
    const struct live_visitor *visitor;
    const char *folder_path;
    int folder;
    bool is_second_look; // at those that said nothing
    GPtrArray *silent;   // char *: names
    unsigned elsewhere;
};

static void look(struct visiting *visiting, const char *name, const struct live_file *file)
{
    struct process_identity identity = {0};
    const struct live_visitor *visitor = visiting->visitor;
    g_autoptr(GError) error = NULL;
    bool is_read = visiting->kind->read_identity(file, &identity, &error);
    bool is_silent = g_error_matches(error, LIVE_FILE_ERROR, LIVE_FILE_ERROR_SILENT);
    if (is_silent) { // then its name says whose it is
        identity = process_identity();
        identity.pid = file->pid;
        identity.started_ticks = 0;
    }
    bool is_dead = process_is_dead(&identity);
    if (is_dead && is_silent && !visiting->is_second_look)
        g_ptr_array_add(visiting->silent, g_strdup(name));
    else if (is_dead)
        unlinkat(visiting->folder, name, 0); // another that sweeps may have been faster
    else if (is_read && !process_is_here(&identity))
        visiting->elsewhere++;
    else if (is_read && visitor != NULL)
        visitor->visit(file, visitor->data);
    else if (!is_read && !is_silent && visitor != NULL)
        visitor->refuse(file, error, visitor->data);
}

static void look_at_name(struct visiting *visiting, const char *name)
{
    struct live_file file = {.pid = pid_of_name(name, visiting->kind->suffix)};
    if (file.pid == 0)
        return;
    file.fd = open_checked(visiting->folder, name, O_RDONLY, &file.bytes);
    if (file.fd < 0)
        return;
    g_autofree char *path = g_build_filename(visiting->folder_path, name, NULL);
    file.path = path;
    look(visiting, name, &file);
    close(file.fd);
}

static unsigned visit_folder(const struct live_kind *kind, const struct live_visitor *visitor,
                             const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;
    if (entries == NULL) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    struct visiting visiting = {
        kind, visitor, path, fd, false, g_ptr_array_new_with_free_func(g_free), 0};
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        look_at_name(&visiting, entry->d_name);
    if (visiting.silent->len > 0)
        g_usleep(PATIENCE_MS * 1000);
    visiting.is_second_look = true;
    for (guint i = 0; i < visiting.silent->len; i++)
        look_at_name(&visiting, g_ptr_array_index(visiting.silent, i));
    g_ptr_array_unref(visiting.silent);
    closedir(entries);
    return visiting.elsewhere;
}

unsigned live_files_visit(const struct live_kind *kind, const struct live_visitor *visitor)
{
    unsigned elsewhere = 0;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (unsigned which = 0; which < LIVE_FOLDERS; which++) {
        char path[LIVE_FOLDER_BYTES];
        if (live_folder_path(which, false, path) != 0)
            continue;
        char *real = realpath(path, NULL); // one folder may have two names
        if (real != NULL && g_hash_table_add(seen, g_strdup(real)))
            elsewhere += visit_folder(kind, visitor, path);
        free(real);
    }
    return elsewhere;
}
