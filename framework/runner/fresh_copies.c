// SPDX-License-Identifier: MIT
#include "framework/runner/fresh_copies.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "framework/base/hash.h"
#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/program/loader.h"
#include "framework/runner/mirror.h"
#include "framework/runner/page_copy.h"

// Copying them takes 1 ms or so, beside restarts of some 20 ms and more.
enum { BYTES_OF_EACH_DRAW = 2 << 20 };

// As long as there are no more, all programs keep their last copies; then those drawn last do.
static const guint64 most_bytes = 256 << 20;

struct copied_file {
    char *from;
    char *to;
};

// The copies of one program.
struct copied {
    char *program;    // as the user named it
    char *image;      // what is started
    char *libraries;  // the folder of their copies; NULL: it has none
    GPtrArray *files; // struct copied_file *
    guint64 n_bytes;  // of them
    guint every;      // one of this many draws copies
    guint draws;
    guint64 last_draw; // among those of all programs
    char *problem;     // why the program itself is started, or an old copy; NULL: it is not
    bool is_ready;     // copies can be made
    bool is_copied;    // there are some
};

struct fresh_copies {
    struct scratch scratch;
    bool is_open;
    struct random random;
    guint64 n_bytes; // of all that are there
    guint64 n_draws;
    GPtrArray *all;      // struct copied *
    GHashTable *by_name; // of the program
    GPtrArray *uncopied; // char *: lines about libraries
};

static void file_free(void *data)
{
    struct copied_file *file = data;
    g_free(file->from);
    g_free(file->to);
    g_free(file);
}

static void copied_free(void *data)
{
    struct copied *copied = data;
    g_free(copied->program);
    g_free(copied->image);
    g_free(copied->libraries);
    g_free(copied->problem);
    g_ptr_array_unref(copied->files);
    g_free(copied);
}

struct fresh_copies *fresh_copies_new(uint64_t seed)
{
    struct fresh_copies *copies = g_new0(struct fresh_copies, 1);
    copies->random.state = seed;
    copies->all = g_ptr_array_new_with_free_func(copied_free);
    copies->by_name = g_hash_table_new(hash_text, g_str_equal);
    copies->uncopied = g_ptr_array_new_with_free_func(g_free);
    return copies;
}

void fresh_copies_free(struct fresh_copies *copies)
{
    if (copies == NULL)
        return;
    if (copies->is_open)
        scratch_close(&copies->scratch);
    g_hash_table_unref(copies->by_name);
    g_ptr_array_unref(copies->all);
    g_ptr_array_unref(copies->uncopied);
    g_free(copies);
}

// A copy would not have the rights that a file gives.
static bool check_rights(const char *path, GError **error)
{
    struct stat about;
    bool has_rights = (stat(path, &about) == 0 && (about.st_mode & (S_ISUID | S_ISGID)) != 0) ||
                      getxattr(path, "security.capability", NULL, 0) > 0;
    if (has_rights)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
                    "it has rights of another user or capabilities");
    return !has_rights;
}

static void add_file(struct copied *copied, const char *from, const char *to)
{
    struct stat about;
    struct copied_file *file = g_new(struct copied_file, 1);
    *file = (struct copied_file){g_strdup(from), g_strdup(to)};
    g_ptr_array_add(copied->files, file);
    copied->n_bytes += stat(from, &about) == 0 ? (guint64)about.st_size : 0;
}

// Side by side in a folder that is searched before what the program itself names.
static bool add_libraries(struct fresh_copies *copies, struct copied *copied, const char *original,
                          const char *const *environment, GError **error)
{
    g_autoptr(GPtrArray) libraries = loader_list(original, environment, error);
    g_autofree char *name = g_strdup_printf("libraries-%u", copies->all->len);
    g_autofree char *folder = g_build_filename(copies->scratch.folder, name, NULL);
    for (guint i = 0; libraries != NULL && i < libraries->len; i++) {
        const struct loader_library *library = g_ptr_array_index(libraries, i);
        if (library->is_of_system || strchr(library->name, '/') != NULL)
            continue;
        g_autofree char *to = g_build_filename(folder, library->name, NULL);
        add_file(copied, library->path, to);
        if (copied->libraries == NULL)
            copied->libraries = g_strdup(folder);
    }
    if (copied->libraries != NULL && mkdir(folder, 0700) != 0 && errno != EEXIST) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "cannot create '%s'",
                    folder);
        return false;
    }
    return libraries != NULL;
}

// Where its copies go.
static bool lay_out(struct fresh_copies *copies, struct copied *copied,
                    const char *const *environment, GError **error)
{
    g_autofree char *original = realpath(copied->program, NULL);
    if (original == NULL) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno), "%s",
                    g_strerror(errno));
        return false;
    }
    g_autofree char *folder = g_path_get_dirname(original);
    g_autofree char *name = g_path_get_basename(original);
    g_autofree char *root = g_build_filename(copies->scratch.folder, "root", NULL);
    if (!check_rights(original, error))
        return false;
    g_autofree char *image = mirror_folder(root, folder, error);
    if (image == NULL)
        return false;
    copied->image = g_build_filename(image, name, NULL);
    add_file(copied, original, copied->image);
    return add_libraries(copies, copied, original, environment, error);
}

// As launch_start() will set it.
static GPtrArray *list_copies(const struct copied *copied, const struct launch *launch,
                              GError **error)
{
    struct launch of_copy = *launch;
    of_copy.libraries = copied->libraries;
    g_auto(GStrv) environment = launch_environment(&of_copy);
    return loader_list(copied->image, (const char *const *)environment, error);
}

// An RPATH, unlike a RUNPATH, is searched before our folder.
static bool check_libraries(struct fresh_copies *copies, const struct copied *copied,
                            const struct launch *launch, GError **error)
{
    if (copied->libraries == NULL)
        return true;
    g_autoptr(GPtrArray) libraries = list_copies(copied, launch, error);
    for (guint i = 0; libraries != NULL && i < libraries->len; i++) {
        const struct loader_library *library = g_ptr_array_index(libraries, i);
        if (!library->is_of_system && !g_str_has_prefix(library->path, copied->libraries))
            g_ptr_array_add(
                copies->uncopied,
                g_strdup_printf("all processes shared one copy of '%s', which '%s' loads",
                                library->name, copied->program));
    }
    return libraries != NULL;
}

static void forget(struct fresh_copies *copies, struct copied *copied)
{
    for (guint i = 0; i < copied->files->len; i++)
        unlink(((const struct copied_file *)g_ptr_array_index(copied->files, i))->to);
    copied->is_copied = false;
    copies->n_bytes -= copied->n_bytes;
}

static struct copied *find_oldest(const struct fresh_copies *copies)
{
    struct copied *oldest = NULL;
    for (guint i = 0; i < copies->all->len; i++) {
        struct copied *copied = g_ptr_array_index(copies->all, i);
        if (copied->is_copied && (oldest == NULL || copied->last_draw < oldest->last_draw))
            oldest = copied;
    }
    return oldest;
}

static void make_room(struct fresh_copies *copies, guint64 n_bytes)
{
    struct copied *oldest = find_oldest(copies);
    while (oldest != NULL && copies->n_bytes + n_bytes > most_bytes) {
        forget(copies, oldest);
        oldest = find_oldest(copies);
    }
}

static bool copy_all(struct fresh_copies *copies, struct copied *copied, GError **error)
{
    if (!copied->is_copied)
        make_room(copies, copied->n_bytes);
    for (guint i = 0; i < copied->files->len; i++) {
        const struct copied_file *file = g_ptr_array_index(copied->files, i);
        if (!page_copy(file->from, file->to, &copies->random, error))
            return false;
    }
    copies->n_bytes += copied->is_copied ? 0 : copied->n_bytes;
    copied->is_copied = true;
    if (access(copied->image, X_OK) == 0)
        return true;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                "programs in '%s' cannot be started: %s; set TMPDIR to another folder",
                copies->scratch.folder, g_strerror(errno));
    return false;
}

// The first copies of a program.
static bool prepare(struct fresh_copies *copies, struct copied *copied, const struct launch *launch,
                    GError **error)
{
    if (!copies->is_open)
        copies->is_open = scratch_open(&copies->scratch, error);
    return copies->is_open && lay_out(copies, copied, launch->env, error) &&
           copy_all(copies, copied, error) && check_libraries(copies, copied, launch, error);
}

static struct copied *find(struct fresh_copies *copies, const struct launch *launch)
{
    g_autoptr(GError) error = NULL;
    struct copied *copied = g_hash_table_lookup(copies->by_name, launch->program);
    if (copied != NULL)
        return copied;
    copied = g_new0(struct copied, 1);
    copied->program = g_strdup(launch->program);
    copied->files = g_ptr_array_new_with_free_func(file_free);
    copied->is_ready = prepare(copies, copied, launch, &error);
    bool is_problem = error != NULL && !interruption_caused(error);
    copied->problem = is_problem ? g_strdup(error->message) : NULL;
    copied->every = (guint)MAX(1, (copied->n_bytes + BYTES_OF_EACH_DRAW - 1) / BYTES_OF_EACH_DRAW);
    g_ptr_array_add(copies->all, copied);
    g_hash_table_insert(copies->by_name, copied->program, copied);
    return copied;
}

void fresh_copies_prepare(struct fresh_copies *copies, const struct launch *launch)
{
    if (launch->launcher == NULL)
        find(copies, launch);
}

void fresh_copies_draw(struct fresh_copies *copies, struct launch *launch)
{
    g_autoptr(GError) error = NULL;
    if (launch->launcher != NULL)
        return;
    struct copied *copied = find(copies, launch);
    if (!copied->is_ready)
        return;
    copied->last_draw = ++copies->n_draws;
    bool is_due = !copied->is_copied || (copied->draws > 0 && copied->draws % copied->every == 0);
    copied->draws++;
    if (is_due && !copy_all(copies, copied, &error) && copied->problem == NULL)
        copied->problem = g_strdup(error->message);
    if (!copied->is_copied)
        return;
    launch->file = copied->image;
    launch->libraries = copied->libraries;
}

// Unless the other side has said so of the same program.
static void add_line(GPtrArray *lines, char *what, const char *why)
{
    bool is_known = false;
    for (guint i = 0; i < lines->len && !is_known; i++)
        is_known = g_str_has_prefix(g_ptr_array_index(lines, i), what);
    if (!is_known)
        g_ptr_array_add(lines, g_strconcat(what, ": ", why, NULL));
    g_free(what);
}

static void report(const struct copied *copied, GPtrArray *lines)
{
    g_autofree char *size = g_format_size_full(copied->n_bytes, G_FORMAT_SIZE_IEC_UNITS);
    g_autofree char *large = g_strdup_printf("it has %s with its libraries", size);
    if (copied->problem != NULL)
        add_line(lines,
                 g_strdup_printf("'%s' could not be copied for each process, so the pages "
                                 "that its file lies in may look like a difference",
                                 copied->program),
                 copied->problem);
    if (copied->is_ready && copied->every > 1)
        add_line(lines,
                 g_strdup_printf("'%s' was copied for one in %u processes only", copied->program,
                                 copied->every),
                 large);
}

void fresh_copies_report(const struct fresh_copies *copies, GPtrArray *lines)
{
    for (guint i = 0; i < copies->all->len; i++)
        report(g_ptr_array_index(copies->all, i), lines);
    for (guint i = 0; i < copies->uncopied->len; i++)
        add_line(lines, g_strdup(g_ptr_array_index(copies->uncopied, i)),
                 "an RPATH names it; link with -Wl,--enable-new-dtags");
}
