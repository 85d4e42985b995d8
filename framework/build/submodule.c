// SPDX-License-Identifier: MIT
#include "framework/build/submodule.h"

#include <string.h>

#include "framework/base/folder.h"

enum { MOST_NESTED = 10 };

struct submodule {
    const char *name;
    const char *path;
    char *commit;
};

static bool fill_all(const struct lender *lender, const char *folder, unsigned depth,
                     GPtrArray *notes, GError **error);

// The commit that the index has for a path; NULL if the path is not a submodule.
static char *find_commit(const char *folder, const char *path)
{
    const char *const environment[] = {"GIT_LITERAL_PATHSPECS=1", NULL};
    struct git_call call = {.folder = folder, .environment = environment};
    g_autofree char *entry = git_run(&call, NULL, "ls-files", "--stage", "-z", "--", path);
    g_auto(GStrv) words = g_strsplit(entry ? entry : "", " ", 3);
    return g_strv_length(words) == 3 && strcmp(words[0], "160000") == 0 ? g_strdup(words[1]) : NULL;
}

// The name is not trusted, and becomes part of one of our paths.
static bool is_safe_name(const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    return *name != '\0' && *name != '/' && !g_strv_contains((const char *const *)parts, "..");
}

static char *store_in_working_tree(const struct lender *lender, const char *path)
{
    if (lender->folder == NULL)
        return NULL;
    g_autofree char *folder = g_build_filename(lender->folder, path, NULL);
    g_autofree char *git = g_build_filename(folder, ".git", NULL);
    struct git_call call = {.folder = folder};
    if (!g_file_test(git, G_FILE_TEST_EXISTS))
        return NULL;
    return git_run(&call, NULL, "rev-parse", "--path-format=absolute", "--git-common-dir");
}

// The user's own copy of a submodule, even if the working tree no longer has it.
static char *find_store(const struct lender *lender, const struct submodule *submodule)
{
    char *store = store_in_working_tree(lender, submodule->path);
    if (store != NULL || !is_safe_name(submodule->name))
        return store;
    store = g_build_filename(lender->store, "modules", submodule->name, NULL);
    g_autofree char *objects = g_build_filename(store, "objects", NULL);
    if (!g_file_test(objects, G_FILE_TEST_IS_DIR))
        g_clear_pointer(&store, g_free);
    return store;
}

static bool is_initialised(const struct lender *lender, const struct submodule *submodule)
{
    g_autofree char *key = g_strdup_printf("submodule.%s.url", submodule->name);
    g_autofree char *url = lender_setting(lender, key);
    return url != NULL;
}

static bool fetch(const struct lender *lender, const char *folder,
                  const struct submodule *submodule, GError **error)
{
    struct git_call call = {.folder = folder, .may_fetch = true, .kept_fd = lender->lock_fd};
    g_autofree char *done = git_run(&call, error, "submodule", "--quiet", "update", "--init",
                                    "--recursive", "--", submodule->path);
    if (done == NULL)
        g_prefix_error(error, "cannot update the submodule '%s' to %.12s: ", submodule->path,
                       submodule->commit);
    return done != NULL;
}

// From the user's copy; false without an error if it lacks the commit.
static bool fill_from_store(const struct lender *lender, const char *store, const char *folder,
                            const struct submodule *submodule, unsigned depth, GPtrArray *notes,
                            GError **error)
{
    g_autofree char *target = g_build_filename(folder, submodule->path, NULL);
    g_autofree char *objects = g_build_filename(store, "objects", NULL);
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
    if (!lender_borrow(&inner, target, error))
        return false;
    if (!lender_has(&inner, target, submodule->commit)) {
        g_autofree char *git = g_build_filename(target, ".git", NULL);
        folder_remove(git, error);
        return false;
    }
    return lender_fill(&inner, target, submodule->commit, error) &&
           fill_all(&inner, target, depth + 1, notes, error);
}

static bool fill_one(const struct lender *lender, const char *folder,
                     const struct submodule *submodule, unsigned depth, GPtrArray *notes,
                     GError **error)
{
    GError *cause = NULL;
    g_autofree char *store = find_store(lender, submodule);
    if (store == NULL && !is_initialised(lender, submodule)) {
        g_ptr_array_add(notes, g_strdup_printf("the submodule '%s' is not initialised and stays "
                                               "empty: 'git submodule update --init' fetches it",
                                               submodule->path));
        return true;
    }
    if (store != NULL && fill_from_store(lender, store, folder, submodule, depth, notes, &cause))
        return true;
    if (cause == NULL)
        return fetch(lender, folder, submodule, error);
    g_propagate_error(error, cause);
    return false;
}

static bool fill_line(const struct lender *lender, const char *folder, char *line, unsigned depth,
                      GPtrArray *notes, GError **error)
{
    // `submodule.NAME.path<newline>PATH`
    char *path = strchr(line, '\n');
    if (path == NULL)
        return true;
    *path++ = '\0';
    g_autofree char *name = g_strndup(line + strlen("submodule."),
                                      strlen(line) - strlen("submodule.") - strlen(".path"));
    struct submodule submodule = {name, path, find_commit(folder, path)};
    bool is_good =
        submodule.commit == NULL || fill_one(lender, folder, &submodule, depth, notes, error);
    g_free(submodule.commit);
    return is_good;
}

static bool fill_all(const struct lender *lender, const char *folder, unsigned depth,
                     GPtrArray *notes, GError **error)
{
    g_autofree char *modules = g_build_filename(folder, ".gitmodules", NULL);
    gsize length = 0;
    struct git_call call = {.folder = folder, .length = &length};
    if (depth > MOST_NESTED || !g_file_test(modules, G_FILE_TEST_IS_REGULAR))
        return true;
    g_autofree char *lines = git_run(&call, NULL, "config", "-z", "--file", ".gitmodules",
                                     "--get-regexp", "^submodule\\..*\\.path$");
    for (char *line = lines; line != NULL && line < lines + length;) {
        char *next = line + strlen(line) + 1;
        if (!fill_line(lender, folder, line, depth, notes, error))
            return false;
        line = next;
    }
    return true;
}

bool submodules_fill(const struct lender *lender, const char *folder, GPtrArray *notes,
                     GError **error)
{
    return fill_all(lender, folder, 0, notes, error);
}
