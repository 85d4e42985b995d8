// SPDX-License-Identifier: MIT
#include "framework/build/lender.h"

#include <string.h>

#include "framework/base/folder.h"

// The settings needed to fetch what is missing.
static const char SETTINGS[] =
    "^(remote\\..*\\.(url|promisor|partialclonefilter)|submodule\\..*\\.url)$";

// Calls the lender only by its store: the working tree that its settings name may be gone.
struct lender_call {
    char *words[3];
    struct git_call call;
};

static void open_call(struct lender_call *out, const struct lender *lender)
{
    *out = (struct lender_call){
        .words = {g_strconcat("GIT_DIR=", lender->store, NULL),
                  g_strconcat("GIT_WORK_TREE=", lender->store, NULL), NULL},
    };
    out->call.folder = lender->store;
    out->call.environment = (const char *const *)out->words;
}

static void close_call(struct lender_call *call)
{
    g_free(call->words[0]);
    g_free(call->words[1]);
}

// A relative address is relative to the lender's working tree.
static char *make_absolute(const struct lender *lender, const char *value)
{
    bool is_relative = g_str_has_prefix(value, "./") || g_str_has_prefix(value, "../");
    return is_relative && lender->folder ? g_canonicalize_filename(value, lender->folder)
                                         : g_strdup(value);
}

char *lender_address(const struct lender *lender, const char *name)
{
    struct lender_call lent;
    g_autofree char *key = g_strdup_printf("submodule.%s.url", name);
    if (*name == '\0')
        return NULL;
    open_call(&lent, lender);
    g_autofree char *value = git_run(&lent.call, NULL, "config", "--local", "--get", key);
    close_call(&lent);
    return value != NULL ? make_absolute(lender, value) : NULL;
}

static bool write_alternates(const struct lender *lender, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, ".git", "objects", "info", "alternates", NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    g_autofree char *line = git_quote_folder(lender->objects);
    g_autofree char *more = lender->more_objects ? git_quote_folder(lender->more_objects) : NULL;
    g_autofree char *text = g_strconcat(line, "\n", more, more ? "\n" : NULL, NULL);
    return folder_make(parent, error) && g_file_set_contents(path, text, -1, error);
}

// The new repository's history must end where the lender's does.
static bool copy_shallow(const struct lender *lender, const char *folder, GError **error)
{
    g_autofree char *from = g_build_filename(lender->store, "shallow", NULL);
    g_autofree char *to = g_build_filename(folder, ".git", "shallow", NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    return !g_file_get_contents(from, &text, &length, NULL) ||
           g_file_set_contents(to, text, (gssize)length, error);
}

// For `git describe`, from which many builds get their version.
static bool copy_tags(const struct git_call *call, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, ".git", "packed-refs", NULL);
    g_autofree char *tags =
        git_run(call, error, "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags");
    if (tags == NULL || *tags == '\0')
        return tags != NULL;
    g_autofree char *text = g_strconcat("# pack-refs with: sorted \n", tags, "\n", NULL);
    return g_file_set_contents(path, text, -1, error);
}

static bool copy_settings(const struct lender *lender, const struct git_call *call,
                          const char *folder, GError **error)
{
    gsize length = 0;
    struct git_call list = *call;
    list.length = &length;
    struct git_call own = {.folder = folder, .kept_fd = lender->lock_fd};
    g_autofree char *lines =
        git_run(&list, NULL, "config", "--local", "-z", "--get-regexp", SETTINGS);
    // `KEY<newline>VALUE`, ended by zero bytes; git fails if there are none.
    for (char *line = lines; line != NULL && line < lines + length;) {
        char *next = line + strlen(line) + 1;
        char *value = strchr(line, '\n');
        if (value != NULL) {
            *value++ = '\0';
            g_autofree char *absolute = make_absolute(lender, value);
            g_autofree char *done = git_run(&own, error, "config", "--add", line, absolute);
            if (done == NULL)
                return false;
        }
        line = next;
    }
    return true;
}

bool lender_borrow(const struct lender *lender, const char *folder, GError **error)
{
    const char *const environment[] = {"GIT_DEFAULT_REF_FORMAT=files", NULL};
    struct git_call own = {
        .folder = folder, .environment = environment, .kept_fd = lender->lock_fd};
    g_autofree char *format = g_strconcat("--object-format=", lender->format, NULL);
    if (!folder_make(folder, error))
        return false;
    g_autofree char *made = git_run(&own, error, "init", "--quiet", "--template=", format);
    if (made == NULL || !write_alternates(lender, folder, error) ||
        !copy_shallow(lender, folder, error))
        return false;
    struct lender_call lent;
    open_call(&lent, lender);
    bool is_good =
        copy_tags(&lent.call, folder, error) && copy_settings(lender, &lent.call, folder, error);
    close_call(&lent);
    return is_good;
}

bool lender_has(const struct lender *lender, const char *folder, const char *commit)
{
    struct git_call call = {.folder = folder, .may_fetch = true, .kept_fd = lender->lock_fd};
    g_autofree char *peeled = g_strconcat(commit, "^{commit}", NULL);
    g_autofree char *found = git_run(&call, NULL, "cat-file", "-e", peeled);
    return found != NULL;
}

bool lender_fill(const struct lender *lender, const char *folder, const char *commit,
                 GError **error)
{
    struct git_call call = {.folder = folder, .may_fetch = true, .kept_fd = lender->lock_fd};
    g_autofree char *done =
        git_run(&call, error, "checkout", "--quiet", "--force", "--detach", commit);
    return done != NULL;
}
