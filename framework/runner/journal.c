// SPDX-License-Identifier: MIT
#include "framework/runner/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/array.h"
#include "framework/base/folder.h"
#include "framework/base/hash.h"
#include "framework/base/owned_file.h"
#include "framework/base/text_file.h"
#include "framework/result/file/run_file.h"

G_DEFINE_QUARK(benchrun - journal - error, journal_error)

struct journal {
    char *path;
    struct place place;
    int fd;
};

static void *fail(struct journal *journal, const char *doing, GError **error)
{
    g_prefix_error(error, "cannot %s '%s': ", doing, journal->path);
    journal_close(journal, false);
    return NULL;
}

static bool open_file(struct journal *journal, int flags, GError **error)
{
    if (!place_find(journal->path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &journal->place, error))
        return false;
    journal->fd = owned_file_open(&journal->place, flags | O_RDWR | O_APPEND, error);
    return journal->fd >= 0;
}

static struct journal *journal_new(const char *path)
{
    struct journal *journal = g_new0(struct journal, 1);
    *journal = (struct journal){.path = g_strdup(path), .fd = -1};
    return journal;
}

// A lock that, unlike that of flock(), says whose it is. It is lost when any descriptor of the file
// is closed by this process, which opens a journal only here, and once.
static bool lock(const struct journal *journal, int command, pid_t *holder)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int status = 0;
    while ((status = fcntl(journal->fd, command, &whole)) != 0 && errno == EINTR)
        continue;
    bool is_held = status != 0 && (errno == EACCES || errno == EAGAIN);
    if (is_held)
        fcntl(journal->fd, F_GETLK, &whole);
    // A file system without locks: nothing is known, and nothing is refused.
    *holder = whole.l_type != F_UNLCK ? whole.l_pid : 0;
    return command == F_GETLK ? status != 0 || whole.l_type == F_UNLCK : !is_held;
}

static bool set_live(pid_t holder, GError **error)
{
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIVE,
                "a run with pid %d is in progress: wait for its end, or stop it with 'kill %d'",
                (int)holder, (int)holder);
    return false;
}

static bool append_line(struct journal *journal, const char *text, GError **error)
{
    g_autofree char *line = g_strconcat(text, "\n", NULL);
    bool is_good = text_file_put(journal->fd, line, strlen(line), error);
    if (is_good && fdatasync(journal->fd) != 0) {
        text_file_set_error(errno, error);
        is_good = false;
    }
    return is_good;
}

// Of one that is in the way: foreign, of a live run, or left behind.
static void explain(struct journal *journal, GError **error)
{
    GError *cause = NULL;
    pid_t holder = 0;
    place_clear(&journal->place);
    if (!open_file(journal, 0, &cause))
        g_propagate_error(error, cause);
    else if (!lock(journal, F_GETLK, &holder))
        set_live(holder, error);
    else
        g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LEFT, "%s", g_strerror(EEXIST));
}

static const char SAVED[] = "{\"saved\":true}";

// Of a run that was saved and then killed, or killed before it had written the first line.
static bool is_spent(const struct journal *journal)
{
    size_t length = 0;
    g_autofree char *text = owned_file_content(journal->fd, &length, NULL);
    if (text == NULL)
        return false;
    bool has_begun = strchr(text, '\n') != NULL || (*text != '\0' && *text != '{');
    return !has_begun || g_str_has_suffix(g_strchomp(text), SAVED);
}

// Removes a journal that nobody can continue from.
static bool remove_spent(const char *path)
{
    pid_t holder = 0;
    struct journal *journal = journal_new(path);
    bool is_gone =
        open_file(journal, 0, NULL) && lock(journal, F_SETLK, &holder) && is_spent(journal);
    journal_close(journal, is_gone);
    return is_gone;
}

static bool make_file(struct journal *journal, GError **error)
{
    GError *cause = NULL;
    if (open_file(journal, O_CREAT | O_EXCL, &cause))
        return true;
    if (g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_EXIST) && remove_spent(journal->path)) {
        g_error_free(cause);
        place_clear(&journal->place);
        return open_file(journal, O_CREAT | O_EXCL, error);
    }
    g_propagate_error(error, cause);
    return false;
}

// The name may be gone since it was opened, when its run ended well.
static bool is_still_there(const struct journal *journal, GError **error)
{
    struct stat about;
    if (fstat(journal->fd, &about) == 0 && about.st_nlink > 0)
        return true;
    text_file_set_error(ENOENT, error);
    return false;
}

// Another process that found it empty may have been faster than our lock, and have removed it.
static bool make_locked_file(struct journal *journal, GError **error)
{
    while (make_file(journal, error)) {
        pid_t holder = 0;
        lock(journal, F_SETLKW, &holder);
        if (is_still_there(journal, NULL))
            return true;
        place_clear(&journal->place);
        close(journal->fd);
        journal->fd = -1;
    }
    return false;
}

struct journal *journal_create(const char *path, const struct run *run, const char *const *argv,
                               GError **error)
{
    GError *cause = NULL;
    struct journal *journal = journal_new(path);
    if (!make_locked_file(journal, &cause)) {
        if (!g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_EXIST)) {
            g_propagate_error(error, cause);
            return fail(journal, "write", error);
        }
        g_error_free(cause);
        explain(journal, error);
        return fail(journal, "write", error);
    }
    g_autofree char *head = journal_head_format(run, argv);
    if (append_line(journal, head, error))
        return journal;
    g_prefix_error(error, "cannot write '%s': ", path);
    journal_close(journal, true);
    return NULL;
}

static bool is_last(const void *result, const void *last)
{
    const char *id = ((const struct result *)result)->bench_case->id;
    return g_hash_table_lookup((GHashTable *)last, id) == result;
}

// Of a plan that was killed between two of its results, and measured again, the former ones go:
// sides that were not measured together are not compared.
static void keep_last(GPtrArray *results)
{
    g_autoptr(GHashTable) last = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        g_hash_table_replace(last, result->bench_case->id, result);
    }
    pointers_keep(results, is_last, last);
}

bool journal_parse(const char *text, size_t length, struct run *run, char ***argv, GError **error)
{
    g_autofree char *copy = g_malloc(length + 1);
    // After a power cut a file system may leave zeros where data should be.
    for (size_t i = 0; i < length; i++)
        copy[i] = text[i] != '\0' ? text[i] : '\n';
    copy[length] = '\0';
    g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
    const char *head = lines[0] ? lines[0] : ""; // of an empty file there is none
    if (!journal_head_parse(head, strlen(head), run, argv, error))
        return false;
    for (char **line = lines + 1; *line != NULL; line++) {
        struct result *result = result_parse(*line, strlen(*line), NULL);
        if (result != NULL)
            run_add(run, result);
    }
    keep_last(run->results);
    keep_last(run->base);
    run_changed(run);
    return true;
}

static bool take_over(struct journal *journal, struct run *run, char ***argv, GError **error)
{
    pid_t holder = 0;
    size_t length = 0;
    if (!open_file(journal, 0, error))
        return false;
    if (!lock(journal, F_SETLK, &holder))
        return set_live(holder, error);
    if (!is_still_there(journal, error))
        return false;
    g_autofree char *text = owned_file_content(journal->fd, &length, error);
    return text != NULL && journal_parse(text, length, run, argv, error);
}

struct journal *journal_resume(const char *path, struct run *run, char ***argv, GError **error)
{
    struct journal *journal = journal_new(path);
    if (!take_over(journal, run, argv, error))
        return fail(journal, "resume from", error);
    // A line that was cut short must not swallow the next one.
    if (text_file_put(journal->fd, "\n", 1, error))
        return journal;
    g_clear_pointer(argv, g_strfreev);
    return fail(journal, "write", error);
}

bool journal_append(struct journal *journal, const struct result *result, GError **error)
{
    g_autofree char *line = result_format(result);
    if (append_line(journal, line, error))
        return true;
    g_prefix_error(error, "cannot write '%s': ", journal->path);
    return false;
}

bool journal_mark_saved(struct journal *journal, GError **error)
{
    return append_line(journal, SAVED, error);
}

void journal_close(struct journal *journal, bool is_saved)
{
    if (journal == NULL)
        return;
    if (is_saved)
        unlinkat(journal->place.folder, journal->place.name, 0);
    if (journal->fd >= 0)
        close(journal->fd);
    place_clear(&journal->place);
    g_free(journal->path);
    g_free(journal);
}

char *journal_find(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) names =
        g_file_test(folder, G_FILE_TEST_EXISTS) ? folder_list(folder, error) : NULL;
    char *newest = NULL;
    bool newest_is_ours = false;
    gint64 newest_s = 0;
    for (guint i = 0; names != NULL && i < names->len; i++) {
        struct stat about;
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_str_has_suffix(name, ".journal") || lstat(path, &about) != 0 ||
            (about.st_size == 0 && g_str_has_suffix(name, ".json.journal") && remove_spent(path)))
            continue;
        bool is_ours = about.st_uid == geteuid();
        bool is_better = is_ours != newest_is_ours ? is_ours : about.st_mtim.tv_sec >= newest_s;
        if (newest == NULL || is_better) {
            g_free(newest);
            newest = g_steal_pointer(&path);
            newest_s = about.st_mtim.tv_sec;
            newest_is_ours = is_ours;
        }
    }
    return newest;
}
