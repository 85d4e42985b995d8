// SPDX-License-Identifier: MIT
#include "framework/build/submodule.h"

#include <string.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/base/hash.h"

enum { MOST_NESTED = 10 };

struct submodule {
    const char *name; // "": none, or more than one
    const char *path;
    const char *commit;
};

// The checkout whose submodules are filled.
struct filling {
    const struct lender *lender;
    const char *folder;
    unsigned depth;
    GPtrArray *notes;
};

static bool fill_all(const struct filling *filling, GError **error);

static char *store_at(const char *folder)
{
    struct git_call call = {.folder = folder};
    return git_run(&call, NULL, "rev-parse", "--path-format=absolute", "--git-common-dir");
}

static char *store_in_working_tree(const struct lender *lender, const char *path)
{
    if (lender->folder == NULL || !git_has_repository(lender->folder, path))
        return NULL;
    g_autofree char *folder = g_build_filename(lender->folder, path, NULL);
    return store_at(folder);
}

// The user's own copy of a submodule, even if the working tree no longer has it.
static char *find_store(const struct lender *lender, const struct submodule *submodule)
{
    char *store = store_in_working_tree(lender, submodule->path);
    if (store != NULL || !git_path_is_inside(submodule->name))
        return store;
    store = g_build_filename(lender->store, "modules", submodule->name, NULL);
    g_autofree char *objects = g_build_filename(store, "objects", NULL);
    if (!g_file_test(objects, G_FILE_TEST_IS_DIR))
        g_clear_pointer(&store, g_free);
    return store;
}

// git has made an empty folder for each submodule. Nothing is written anywhere else.
static bool check_target(const char *folder, const char *path, GError **error)
{
    int fd = folder_open_below(folder, path);
    g_autofree char *handle = g_strdup_printf("/proc/self/fd/%d", fd);
    g_autoptr(GPtrArray) names = fd >= 0 ? folder_list(handle, NULL) : NULL;
    bool is_good = names != NULL && names->len == 0;
    if (fd >= 0)
        close(fd);
    if (!is_good)
        g_set_error(error, GIT_ERROR, GIT_ERROR_FAILED,
                    "cannot fill the submodule '%s': it is not an empty folder in the checkout",
                    path);
    return is_good;
}

// From the user's copy; false without an error if it lacks the commit.
static bool take_from_store(const struct lender *inner, const char *target,
                            const struct submodule *submodule, GError **error)
{
    if (!lender_borrow(inner, target, error))
        return false;
    if (lender_has(inner, target, submodule->commit))
        return lender_fill(inner, target, submodule->commit, error);
    g_autofree char *git = g_build_filename(target, ".git", NULL);
    folder_remove(git, error);
    return false;
}

// From the address in the user's settings: what the revision says of it does not count.
static bool fetch(const struct filling *filling, const struct submodule *submodule,
                  const char *address, GError **error)
{
    const char *const environment[] = {"GIT_LITERAL_PATHSPECS=1", NULL};
    struct git_call call = {.folder = filling->folder,
                            .environment = environment,
                            .may_fetch = true,
                            .kept_fd = filling->lender->lock_fd};
    g_autofree char *key = g_strdup_printf("submodule.%s.url", submodule->name);
    g_autofree char *set = git_run(&call, error, "config", "--replace-all", key, address);
    g_autofree char *done = set == NULL ? NULL
                                        : git_run(&call, error, "submodule", "--quiet", "update",
                                                  "--", submodule->path);
    if (done == NULL)
        g_prefix_error(error, "cannot update the submodule '%s' to %.12s: ", submodule->path,
                       submodule->commit);
    return done != NULL;
}

static void note_empty(const struct filling *filling, const struct submodule *submodule,
                       bool has_store)
{
    g_ptr_array_add(filling->notes,
                    g_strdup_printf("the submodule '%s' is not initialised%s and stays empty: 'git "
                                    "submodule update --init' fetches it",
                                    submodule->path,
                                    has_store ? ", its copy lacks the commit," : ""));
}

// Those in a submodule are taken from its store as well, or from what was fetched.
static bool fill_inner(const struct filling *filling, struct lender *inner, const char *target,
                       GError **error)
{
    g_autofree char *fetched = inner->store == NULL ? store_at(target) : NULL;
    if (inner->store == NULL)
        inner->store = fetched;
    struct filling next = {inner, target, filling->depth + 1, filling->notes};
    return inner->store == NULL || fill_all(&next, error);
}

static bool fill_one(const struct filling *filling, const struct submodule *submodule,
                     GError **error)
{
    const struct lender *lender = filling->lender;
    GError *cause = NULL;
    g_autofree char *address = lender_address(lender, submodule->name);
    g_autofree char *store = find_store(lender, submodule);
    g_autofree char *objects = store ? g_build_filename(store, "objects", NULL) : NULL;
    g_autofree char *target = g_build_filename(filling->folder, submodule->path, NULL);
    g_autofree char *working =
        lender->folder ? g_build_filename(lender->folder, submodule->path, NULL) : NULL;
    struct lender inner = {
        .store = store,
        .objects = objects,
        .more_objects = lender->more_objects,
        .folder = working,
        .format = lender->format,
        .lock_fd = lender->lock_fd,
    };
    bool is_filled = false;
    if ((store != NULL || address != NULL) &&
        !check_target(filling->folder, submodule->path, error))
        return false;
    if (store != NULL)
        is_filled = take_from_store(&inner, target, submodule, &cause);
    if (!is_filled && cause == NULL && address == NULL) {
        note_empty(filling, submodule, store != NULL);
        return true;
    }
    if (!is_filled && cause == NULL)
        is_filled = fetch(filling, submodule, address, &cause);
    if (is_filled)
        return fill_inner(filling, &inner, target, error);
    g_propagate_error(error, cause);
    return false;
}

// What the revision calls its submodules: path -> name. The paths are those of its own choice.
static GHashTable *read_names(const char *folder)
{
    GHashTable *names = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    gsize length = 0;
    struct git_call call = {.folder = folder, .length = &length};
    g_autofree char *lines = git_run(&call, NULL, "config", "-z", "--blob", ":.gitmodules",
                                     "--get-regexp", "^submodule\\..*\\.path$");
    // `submodule.NAME.path<newline>PATH`, ended by zero bytes
    for (char *line = lines; line != NULL && line < lines + length; line += strlen(line) + 1) {
        const char *path = strchr(line, '\n');
        const char *name = line + strlen("submodule.");
        gsize around = strlen("submodule.") + strlen(".path");
        if (path == NULL || (gsize)(path - line) < around)
            continue;
        char *own = g_strndup(name, (gsize)(path - line) - around);
        const char *other = g_hash_table_lookup(names, path + 1);
        if (other != NULL && strcmp(other, own) != 0)
            *own = '\0';
        g_hash_table_insert(names, g_strdup(path + 1), own);
    }
    return names;
}

// The index says where the submodules are; .gitmodules may name any path for one.
static bool fill_all(const struct filling *filling, GError **error)
{
    struct git_call call = {.folder = filling->folder};
    g_autoptr(GHashTable) names = read_names(filling->folder);
    if (filling->depth > MOST_NESTED || g_hash_table_size(names) == 0)
        return true;
    g_autoptr(GPtrArray) submodules = git_submodules(&call, error);
    for (guint i = 0; submodules != NULL && i < submodules->len; i++) {
        const struct git_submodule *one = g_ptr_array_index(submodules, i);
        const char *name = g_hash_table_lookup(names, one->path);
        struct submodule submodule = {name, one->path, one->commit};
        if (name != NULL && !fill_one(filling, &submodule, error))
            return false;
    }
    return submodules != NULL;
}

bool submodules_fill(const struct lender *lender, const char *folder, GPtrArray *notes,
                     GError **error)
{
    struct filling filling = {lender, folder, 0, notes};
    return fill_all(&filling, error);
}
