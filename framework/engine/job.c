// SPDX-License-Identifier: MIT
#include "framework/engine/job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/escape.h"
#include "framework/base/folder.h"
#include "framework/base/owned_file.h"
#include "framework/base/place.h"
#include "framework/base/text_file.h"

static const char PREFIX[] = "slurm-";
static const char GROUP[] = "job";

static char *in_folder(const struct job *job, const char *name)
{
    return g_build_filename(job->folder, name, NULL);
}

static char *in_part(const struct job *job, unsigned number, const char *name)
{
    g_autofree char *part = g_strdup_printf("%u", number);
    return g_build_filename(job->folder, part, name, NULL);
}

char *job_part_path(const struct job *job, unsigned number)
{
    return in_part(job, number, "part.json");
}

char *job_script_path(const struct job *job)
{
    return in_folder(job, "part.sh");
}

// A part whose node was lost continues from its journal, wherever it is started again; one that was
// saved already has none to continue from.
static char *write_script_text(const struct job *job, const char *program)
{
    g_autofree char *folder = g_shell_quote(job->folder);
    g_autofree char *where = g_shell_quote(job->where);
    g_autofree char *quoted = g_shell_quote(program);
    g_autofree char *command = g_shell_quote(job->words[0]);
    g_autofree char *rest = escape_shell((const char *const *)job->words + 1);
    g_autofree char *quoted_built = g_shell_quote(job->built != NULL ? job->built : "");
    g_autofree char *built = job->built != NULL
                                 ? g_strdup_printf("export " JOB_BUILT "=%s\n", quoted_built)
                                 : g_strdup("");
    return g_strdup_printf(
        "#!/bin/sh\n"
        "# Measures one part of a run of benchrun; 'benchrun attach' merges.\n"
        "part=%s/$SLURM_ARRAY_TASK_ID\n"
        "began=$(date +%%s)\n"
        "%s"
        "rm -f \"$part/end\"\n"
        "cd %s || exit 2\n"
        "code=2\n"
        "if [ -e \"$part/part.json.journal\" ]; then\n"
        "    %s %s --resume --folder \"$part\"\n"
        "    code=$?\n"
        "fi\n"
        "if [ \"$code\" -eq 2 ]; then\n"
        "    %s %s --shard \"$SLURM_ARRAY_TASK_ID/%u\" --part \"$part/part.json\" %s\n"
        "    code=$?\n"
        "fi\n"
        "echo \"$code $began ${SLURMD_NODENAME:-?}\" >\"$part/end.new\" &&\n"
        "    mv \"$part/end.new\" \"$part/end\"\n"
        "exit \"$code\"\n",
        folder, built, where, quoted, command, quoted, command, job->n, rest);
}

char *job_script(const struct job *job, GError **error)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", error);
    return program != NULL ? write_script_text(job, program) : NULL;
}

static bool write_script(const struct job *job, GError **error)
{
    g_autofree char *text = job_script(job, error);
    g_autofree char *path = job_script_path(job);
    return text != NULL && text_file_write(path, text, strlen(text), false, error);
}

bool job_save(const struct job *job, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_key_file_set_string(file, GROUP, "name", job->name);
    g_key_file_set_string(file, GROUP, "where", job->where);
    g_key_file_set_string_list(file, GROUP, "words", (const char *const *)job->words,
                               g_strv_length(job->words));
    g_key_file_set_uint64(file, GROUP, "parts", job->n);
    g_key_file_set_uint64(file, GROUP, "nodes", job->most_at_once);
    if (job->partition != NULL)
        g_key_file_set_string(file, GROUP, "partition", job->partition);
    if (job->constraint != NULL)
        g_key_file_set_string(file, GROUP, "constraint", job->constraint);
    g_key_file_set_int64(file, GROUP, "submitted", job->submitted_s);
    g_key_file_set_string_list(file, GROUP, "numbers", (const char *const *)job->numbers->pdata,
                               job->numbers->len);
    gsize length = 0;
    g_autofree char *text = g_key_file_to_data(file, &length, NULL);
    g_autofree char *path = in_folder(job, "job.ini");
    return text_file_write(path, text, length, true, error);
}

// A script in it is run, so nobody else may have made it, or may put another in its place.
static bool make_new_folder(const char *path, GError **error)
{
    struct place place;
    if (!place_find(path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, error))
        return false;
    bool is_safe = !place_may_be_exchanged(&place);
    bool is_made = is_safe && mkdirat(place.folder, place.name, 0755) == 0;
    int cause = errno;
    if (!is_safe)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
                    "cannot create the folder '%s': everybody may rename what is beside it: use "
                    "another folder (--folder)",
                    path);
    else if (!is_made)
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(cause),
                    "cannot create the folder '%s': %s", path, g_strerror(cause));
    place_clear(&place);
    return is_made;
}

void job_place(struct job *job, const char *results)
{
    g_autofree char *whole = g_canonicalize_filename(results, NULL);
    g_autofree char *name = g_strconcat(PREFIX, job->name, NULL);
    job->folder = g_build_filename(whole, name, NULL);
    job->where = g_get_current_dir();
}

bool job_make(struct job *job, const char *results, GError **error)
{
    job_place(job, results);
    job->submitted_s = g_get_real_time() / G_USEC_PER_SEC;
    job->numbers = g_ptr_array_new_with_free_func(g_free);
    job->lock_fd = -1;
    if (!make_new_folder(job->folder, error)) {
        g_clear_pointer(&job->folder, g_free); // it is not the caller's to remove
        return false;
    }
    for (unsigned number = 1; number <= job->n; number++) {
        g_autofree char *part = in_part(job, number, NULL);
        if (!place_make_folder(part, 0755, error))
            return false;
    }
    return write_script(job, error) && job_save(job, error);
}

// The file is obeyed: its words are run.
static char *read_owned(const char *path, GError **error)
{
    size_t length = 0;
    struct place place;
    if (!place_find(path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, error))
        return NULL;
    int fd = owned_file_open(&place, O_RDONLY, error);
    char *text = fd >= 0 ? owned_file_content(fd, &length, error) : NULL;
    if (fd >= 0)
        close(fd);
    place_clear(&place);
    return text;
}

// GLib would say of two wrong escapes that it set an error twice.
static bool check_escapes(const char *text, GError **error)
{
    const char *at = text;
    while ((at = strchr(at, '\\')) != NULL && at[1] != '\0' && strchr("sntr\\;", at[1]) != NULL)
        at += 2;
    if (at != NULL)
        g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                    "a backslash in it begins no escape");
    return at == NULL;
}

// GLib returns a part of a text that is wrong, beside the error.
static bool take_texts(struct job *job, GKeyFile *file, GError **error)
{
    GError *wrong = NULL;
    job->name = g_key_file_get_string(file, GROUP, "name", &wrong);
    if (wrong == NULL)
        job->where = g_key_file_get_string(file, GROUP, "where", &wrong);
    if (wrong == NULL)
        job->words = g_key_file_get_string_list(file, GROUP, "words", NULL, &wrong);
    if (wrong != NULL)
        g_propagate_error(error, wrong);
    return wrong == NULL;
}

static bool take(struct job *job, GKeyFile *file, GError **error)
{
    if (!take_texts(job, file, error))
        return false;
    job->n = (unsigned)g_key_file_get_uint64(file, GROUP, "parts", NULL);
    job->most_at_once = (unsigned)g_key_file_get_uint64(file, GROUP, "nodes", NULL);
    job->partition = g_key_file_get_string(file, GROUP, "partition", NULL);
    job->constraint = g_key_file_get_string(file, GROUP, "constraint", NULL);
    job->submitted_s = g_key_file_get_int64(file, GROUP, "submitted", NULL);
    g_auto(GStrv) numbers = g_key_file_get_string_list(file, GROUP, "numbers", NULL, NULL);
    for (char **number = numbers; number != NULL && *number != NULL; number++)
        g_ptr_array_add(job->numbers, g_strdup(*number));
    if (job->n > 0 && *job->words != NULL)
        return true;
    g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, "it names no parts");
    return false;
}

static bool read_folder(struct job *job, const char *folder, GError **error)
{
    *job = (struct job){.folder = g_canonicalize_filename(folder, NULL), .lock_fd = -1};
    job->numbers = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = in_folder(job, "job.ini");
    g_autofree char *text = read_owned(path, error);
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (text != NULL && check_escapes(text, error) &&
        g_key_file_load_from_data(file, text, strlen(text), 0, error) && take(job, file, error))
        return true;
    g_prefix_error(error, "cannot read '%s': ", path);
    job_clear(job);
    return false;
}

static bool is_called(const struct job *job, const char *word)
{
    return word == NULL ||
           g_ptr_array_find_with_equal_func(job->numbers, word, g_str_equal, NULL) ||
           strcmp(job->name, word) == 0;
}

static int newest_first(gconstpointer a, gconstpointer b)
{
    return -strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_ours(const char *folder)
{
    struct stat about;
    return lstat(folder, &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == geteuid();
}

// Their names begin with their time. Those of another user do not hide ours.
static GPtrArray *list_folders(const char *results, GError **error)
{
    bool is_there = g_file_test(results, G_FILE_TEST_EXISTS);
    g_autoptr(GPtrArray) names = is_there ? folder_list(results, error) : g_ptr_array_new();
    if (names == NULL)
        return NULL;
    GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *path = g_build_filename(results, name, NULL);
        if (g_str_has_prefix(name, PREFIX) && is_ours(path))
            g_ptr_array_add(folders, g_steal_pointer(&path));
    }
    g_ptr_array_sort(folders, newest_first);
    return folders;
}

bool job_open(struct job *job, const char *results, const char *word, GError **error)
{
    if (word != NULL && g_file_test(word, G_FILE_TEST_IS_DIR))
        return read_folder(job, word, error);
    g_autoptr(GPtrArray) folders = list_folders(results, error);
    if (folders == NULL)
        return false;
    for (guint i = 0; i < folders->len; i++) {
        if (!read_folder(job, g_ptr_array_index(folders, i), word == NULL ? error : NULL)) {
            if (word == NULL)
                return false;
            continue;
        }
        if (is_called(job, word))
            return true;
        job_clear(job);
    }
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no job%s%s%s in '%s' (--folder)",
                word != NULL ? " '" : "", word != NULL ? word : "", word != NULL ? "'" : "",
                results);
    return false;
}

bool job_lock(struct job *job, GError **error)
{
    g_autofree char *path = in_folder(job, "lock");
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct place place;
    if (!place_find(path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, error))
        return false;
    job->lock_fd = owned_file_open(&place, O_RDWR | O_CREAT, error);
    place_clear(&place);
    if (job->lock_fd < 0)
        return false;
    // A file system without locks refuses nothing.
    if (fcntl(job->lock_fd, F_SETLK, &whole) == 0 || (errno != EACCES && errno != EAGAIN))
        return true;
    fcntl(job->lock_fd, F_GETLK, &whole);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
                "process %d waits for this job already: stop it with 'kill %d'", (int)whole.l_pid,
                (int)whole.l_pid);
    return false;
}

void job_clear(struct job *job)
{
    g_free(job->folder);
    g_free(job->name);
    g_free(job->where);
    g_strfreev(job->words);
    g_free(job->built);
    g_free(job->partition);
    g_free(job->constraint);
    g_clear_pointer(&job->numbers, g_ptr_array_unref);
    if (job->lock_fd > 0)
        close(job->lock_fd);
    *job = (struct job){.lock_fd = -1};
}

enum job_part job_look_at(const struct job *job, unsigned number, struct job_end *end)
{
    g_autofree char *result = job_part_path(job, number);
    g_autofree char *journal = g_strconcat(result, ".journal", NULL);
    g_autofree char *folder = in_part(job, number, ".");
    g_autofree char *text = folder_read_file(folder, "end", NULL);
    long long started_s = 0;
    *end = (struct job_end){0};
    if (text == NULL || sscanf(text, "%d %lld %255s", &end->code, &started_s, end->node) != 3)
        return PART_MISSING;
    end->started_s = started_s;
    bool is_complete =
        g_file_test(result, G_FILE_TEST_EXISTS) && !g_file_test(journal, G_FILE_TEST_EXISTS);
    return is_complete ? PART_DONE : PART_REFUSED;
}

void job_forget_end(const struct job *job, unsigned number)
{
    g_autofree char *path = in_part(job, number, "end");
    unlink(path);
}

char *job_last_words(const struct job *job, unsigned number)
{
    g_autofree char *name = g_strdup_printf("%u.log", number);
    g_autofree char *text = folder_read_file(job->folder, name, NULL);
    if (text == NULL)
        return g_strdup("");
    g_autofree char *valid = g_utf8_make_valid(g_strchomp(text), -1);
    const char *newline = strrchr(valid, '\n');
    return g_strdup(newline != NULL ? newline + 1 : valid);
}
