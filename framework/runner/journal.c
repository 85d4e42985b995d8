// SPDX-License-Identifier: MIT
#include "framework/runner/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/result/file/run_file.h"

struct journal {
    char *path;
    int fd;
};

static bool set_file_error(GError **error, const char *doing, const char *path)
{
    int cause = errno;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(cause), "cannot %s '%s': %s",
                doing, path, g_strerror(cause));
    return false;
}

static struct journal *open_at(const char *path, int flags, GError **error)
{
    int fd = open(path, flags | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0) {
        set_file_error(error, "write", path);
        return NULL;
    }
    struct journal *journal = g_new(struct journal, 1);
    *journal = (struct journal){g_strdup(path), fd};
    return journal; // cppcheck-suppress resourceLeak // the journal keeps it
}

static bool append_line(struct journal *journal, const char *text, GError **error)
{
    g_autofree char *line = g_strconcat(text, "\n", NULL);
    size_t length = strlen(line);
    for (size_t written = 0; written < length;) {
        ssize_t n = write(journal->fd, line + written, length - written);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return set_file_error(error, "write", journal->path);
        written += (size_t)n;
    }
    return fdatasync(journal->fd) == 0 || set_file_error(error, "write", journal->path);
}

struct journal *journal_create(const char *path, const struct run *run, const char *const *argv,
                               GError **error)
{
    struct journal *journal = open_at(path, O_CREAT | O_EXCL, error);
    if (journal == NULL)
        return NULL;
    g_autofree char *head = journal_head_format(run, argv);
    if (append_line(journal, head, error))
        return journal;
    journal_close(journal, true);
    return NULL;
}

// A line that was cut short must not swallow the next one.
struct journal *journal_open(const char *path, GError **error)
{
    struct journal *journal = open_at(path, 0, error);
    if (journal != NULL && !append_line(journal, "", error)) {
        journal_close(journal, false);
        return NULL;
    }
    return journal;
}

bool journal_append(struct journal *journal, const struct result *result, GError **error)
{
    g_autofree char *line = result_format(result);
    return append_line(journal, line, error);
}

void journal_close(struct journal *journal, bool is_saved)
{
    if (journal == NULL)
        return;
    if (is_saved)
        g_unlink(journal->path);
    close(journal->fd);
    g_free(journal->path);
    g_free(journal);
}

bool journal_read(const char *path, struct run *run, char ***argv, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, error))
        return false;
    // After a power cut a file system may leave zeros where data should be.
    for (gsize i = 0; i < length; i++)
        if (text[i] == '\0')
            text[i] = '\n';
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    const char *head = lines[0] ? lines[0] : ""; // of an empty file there is none
    if (!journal_head_parse(head, strlen(head), run, argv, error)) {
        g_prefix_error(error, "cannot resume from '%s': ", path);
        return false;
    }
    for (char **line = lines + 1; *line != NULL; line++) {
        struct result *result = result_parse(*line, strlen(*line), NULL);
        if (result != NULL)
            run_add(run, result);
    }
    return true;
}

char *journal_find(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    char *newest = NULL;
    gint64 newest_s = 0;
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        struct stat about;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_str_has_suffix(name, ".journal") || stat(path, &about) != 0)
            continue;
        if (newest == NULL || about.st_mtim.tv_sec >= newest_s) {
            g_free(newest);
            newest = g_steal_pointer(&path);
            newest_s = about.st_mtim.tv_sec;
        }
    }
    return newest;
}
