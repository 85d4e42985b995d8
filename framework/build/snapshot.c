// SPDX-License-Identifier: MIT
#include "framework/build/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/build/own_filters.h"

enum { MOST_NESTED = 10 };

// A commit of the same files has the same id, whatever the user and the time.
static const char *const IDENTITY[] = {
    "GIT_AUTHOR_NAME=benchrun",    "GIT_AUTHOR_EMAIL=benchrun@localhost",
    "GIT_AUTHOR_DATE=@0 +0000",    "GIT_COMMITTER_NAME=benchrun",
    "GIT_COMMITTER_DATE=@0 +0000", "GIT_COMMITTER_EMAIL=benchrun@localhost",
};

// What is needed to take one working tree.
struct taking {
    const struct snapshot *snapshot;
    unsigned depth;
    char *index;        // a copy of the user's
    char **environment; // makes git use only that copy and the snapshot's objects: git would set
                        // the time of an object that it wants to write and finds in the user's
    char *alternate;    // lets it read the user's objects too
};

static char *take_repository(const struct snapshot *snapshot,
                             const struct git_repository *repository, unsigned depth,
                             GError **error);

// Git trusts an entry that is older than the index file, so the copy keeps its time.
static bool copy_index(const char *from, const char *to, GError **error)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;
    struct stat about;
    if (stat(from, &about) != 0)
        return true; // nothing was ever checked out
    if (!g_file_get_contents(from, &bytes, &length, error) ||
        !g_file_set_contents(to, bytes, (gssize)length, error))
        return false;
    struct timespec times[] = {about.st_atim, about.st_mtim};
    return utimensat(AT_FDCWD, to, times, 0) == 0 || g_unlink(to) == 0;
}

static bool begin(struct taking *taking, const struct git_repository *repository, GError **error)
{
    struct git_call call = {.folder = repository->folder};
    g_autofree char *from =
        git_run(&call, error, "rev-parse", "--path-format=absolute", "--git-path", "index");
    if (from == NULL)
        return false;
    taking->index = g_strdup_printf("%s/index-%u", taking->snapshot->scratch.folder, taking->depth);
    g_autofree char *objects = git_quote_folder(repository->objects);
    taking->alternate = g_strconcat("GIT_ALTERNATE_OBJECT_DIRECTORIES=", objects, NULL);
    GPtrArray *words = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(IDENTITY); i++)
        g_ptr_array_add(words, g_strdup(IDENTITY[i]));
    g_ptr_array_add(words, g_strconcat("GIT_INDEX_FILE=", taking->index, NULL));
    g_ptr_array_add(words, g_strconcat("GIT_OBJECT_DIRECTORY=", taking->snapshot->objects, NULL));
    // A sparse index represents whole folders by objects, which must be read.
    g_autofree char *sparse = git_run(&call, NULL, "config", "--type=bool", "index.sparse");
    if (g_strcmp0(sparse, "true") == 0)
        g_ptr_array_add(words, g_strdup(taking->alternate));
    g_autofree char **filters_off = own_filters_off(repository->folder);
    for (char **word = filters_off; *word != NULL; word++)
        g_ptr_array_add(words, *word);
    g_ptr_array_add(words, NULL);
    taking->environment = (char **)g_ptr_array_free(words, FALSE);
    return copy_index(from, taking->index, error);
}

static void end(struct taking *taking)
{
    if (taking->index != NULL)
        g_unlink(taking->index);
    g_free(taking->index);
    g_free(taking->alternate);
    g_strfreev(taking->environment);
}

// A submodule with changes becomes a separate commit.
static bool take_submodule(const struct taking *taking, const struct git_call *call,
                           const char *path, GError **error)
{
    g_autofree char *folder = g_build_filename(call->folder, path, NULL);
    struct git_repository repository = {0};
    if (!git_has_repository(call->folder, path) || taking->depth >= MOST_NESTED)
        return true;
    if (!git_repository_find(folder, &repository, error))
        return false;
    g_autofree char *commit =
        take_repository(taking->snapshot, &repository, taking->depth + 1, error);
    git_repository_clear(&repository);
    if (commit == NULL)
        return false;
    g_autofree char *entry = g_strdup_printf("160000,%s,%s", commit, path);
    g_autofree char *done = git_run(call, error, "update-index", "--add", "--cacheinfo", entry);
    return done != NULL;
}

// All but the submodules that are there: git would look into them by their own settings, filters
// included, only to find nothing that counts.
static bool add_files(struct git_call call, GError **error)
{
    g_autoptr(GPtrArray) submodules = git_submodules(&call, error);
    g_autoptr(GString) paths = g_string_new(".\n:(exclude,glob)**/benchrun-out/**\n");
    for (guint i = 0; submodules != NULL && i < submodules->len; i++) {
        const struct git_submodule *submodule = g_ptr_array_index(submodules, i);
        g_autofree char *escaped = g_strescape(submodule->path, NULL);
        if (git_has_repository(call.folder, submodule->path))
            g_string_append_printf(paths, "\":(exclude,literal)%s\"\n", escaped);
    }
    call.input = paths->str;
    g_autofree char *done =
        submodules ? git_run(&call, error, "add", "-A", "--pathspec-from-file=-") : NULL;
    return done != NULL;
}

// Those in the index, and repositories that the user just made in the working tree.
static bool take_submodules(const struct taking *taking, const struct git_call *call,
                            GError **error)
{
    g_autoptr(GPtrArray) submodules = git_submodules(call, error);
    if (submodules == NULL)
        return false;
    for (guint i = 0; i < submodules->len; i++) {
        const struct git_submodule *submodule = g_ptr_array_index(submodules, i);
        if (!take_submodule(taking, call, submodule->path, error))
            return false;
    }
    return true;
}

// HEAD where its files are the same.
static char *commit_tree(const struct taking *taking, const char *folder, const char *tree,
                         GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (char **word = taking->environment; *word != NULL; word++)
        g_ptr_array_add(words, *word);
    g_ptr_array_add(words, taking->alternate);
    g_ptr_array_add(words, NULL);
    struct git_call call = {.folder = folder, .environment = (const char *const *)words->pdata};
    g_autofree char *head = git_run(&call, error, "rev-parse", "--verify", "HEAD");
    if (head == NULL)
        return NULL;
    g_autofree char *files = git_run(&call, error, "rev-parse", "--verify", "HEAD^{tree}");
    if (files == NULL || strcmp(files, tree) == 0)
        return files ? g_steal_pointer(&head) : NULL;
    return git_run(&call, error, "commit-tree", "-p", head, "-m", "working tree", tree);
}

static char *take_repository(const struct snapshot *snapshot,
                             const struct git_repository *repository, unsigned depth,
                             GError **error)
{
    struct taking taking = {.snapshot = snapshot, .depth = depth};
    char *commit = NULL;
    if (begin(&taking, repository, error)) {
        struct git_call call = {
            .folder = repository->folder,
            .environment = (const char *const *)taking.environment,
        };
        g_autofree char *tree = NULL;
        if (add_files(call, error) && take_submodules(&taking, &call, error))
            tree = git_run(&call, error, "write-tree", "--missing-ok");
        if (tree != NULL)
            commit = commit_tree(&taking, repository->folder, tree, error);
    }
    end(&taking);
    return commit;
}

bool snapshot_take(const struct git_repository *repository, struct snapshot *out, GError **error)
{
    g_autofree char *cache = folder_of_cache(error);
    g_autofree char *folder = cache ? g_build_filename(cache, "snapshots", NULL) : NULL;
    if (folder == NULL || !folder_make(folder, error))
        return false;
    struct snapshot snapshot = {0};
    if (!scratch_open_in(folder, &snapshot.scratch, error))
        return false;
    snapshot.objects = g_build_filename(snapshot.scratch.folder, "objects", NULL);
    g_autofree char *head = git_resolve(repository, "HEAD", error);
    if (head != NULL && folder_make(snapshot.objects, error))
        snapshot.commit = take_repository(&snapshot, repository, 0, error);
    if (snapshot.commit == NULL) {
        snapshot_clear(&snapshot);
        return false;
    }
    snapshot.is_dirty = g_strcmp0(snapshot.commit, head) != 0;
    snapshot.head = g_steal_pointer(&head);
    *out = snapshot;
    return true;
}

void snapshot_clear(struct snapshot *snapshot)
{
    scratch_close(&snapshot->scratch);
    g_clear_pointer(&snapshot->commit, g_free);
    g_clear_pointer(&snapshot->head, g_free);
    g_clear_pointer(&snapshot->objects, g_free);
}
