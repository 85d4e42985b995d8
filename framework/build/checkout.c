// SPDX-License-Identifier: MIT
#include "framework/build/checkout.h"

#include <string.h>

#include "framework/base/folder.h"
#include "framework/build/submodule.h"

static char *trim_slashes(const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    return g_strndup(path, length);
}

// The setting that lets git read a snapshot's objects, too; NULL: there is none.
static char *alternate_of(const struct checkout *checkout)
{
    if (checkout->objects == NULL)
        return NULL;
    g_autofree char *quoted = git_quote_folder(checkout->objects);
    return g_strconcat("GIT_ALTERNATE_OBJECT_DIRECTORIES=", quoted, NULL);
}

char *checkout_overlay_id(const struct checkout *checkout, GError **error)
{
    g_autofree char *word = alternate_of(checkout);
    const char *const environment[] = {word, NULL};
    struct git_call call = {.folder = checkout->repository->folder, .environment = environment};
    g_autoptr(GString) text = g_string_new(NULL);
    for (const char *const *path = checkout->overlay; path != NULL && *path != NULL; path++) {
        g_autofree char *name = trim_slashes(*path);
        if (!git_path_is_inside(name)) {
            g_set_error(error, GIT_ERROR, GIT_ERROR_REVISION,
                        "the overlay '%s' must be a relative path inside '%s'", *path,
                        checkout->repository->folder);
            return NULL;
        }
        g_autofree char *object = g_strdup_printf("%s:%s", checkout->overlay_from, name);
        g_autofree char *id =
            git_run(&call, NULL, "rev-parse", "--verify", "--quiet", "--end-of-options", object);
        if (id == NULL) {
            g_set_error(
                error, GIT_ERROR, GIT_ERROR_REVISION,
                "the working tree has no '%s' to overlay (files that git ignores do not count)",
                *path);
            return NULL;
        }
        g_string_append_printf(text, "%s %s\n", id, name);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *checkout_read(const struct checkout *checkout, const char *name)
{
    g_autofree char *word = alternate_of(checkout);
    const char *const environment[] = {word, NULL};
    struct git_call call = {.folder = checkout->repository->folder, .environment = environment};
    const char *const *overlay = checkout->overlay;
    bool is_laid_over = overlay != NULL && g_strv_contains(overlay, name);
    g_autofree char *object =
        g_strdup_printf("%s:%s", is_laid_over ? checkout->overlay_from : checkout->commit, name);
    return git_run(&call, NULL, "cat-file", "blob", object);
}

static bool lay_over(const struct checkout *checkout, const char *folder, GError **error)
{
    const char *const environment[] = {"GIT_LITERAL_PATHSPECS=1", NULL};
    struct git_call call = {.folder = folder,
                            .environment = environment,
                            .may_fetch = true,
                            .kept_fd = checkout->lock_fd};
    for (const char *const *path = checkout->overlay; path != NULL && *path != NULL; path++) {
        g_autofree char *name = trim_slashes(*path);
        g_autofree char *done = git_run(&call, error, "checkout", "--quiet", "--no-overlay",
                                        checkout->overlay_from, "--", name);
        if (done == NULL)
            return false;
    }
    return true;
}

bool checkout_make(const struct checkout *checkout, const char *folder, GPtrArray *notes,
                   GError **error)
{
    struct lender lender = {
        .store = checkout->repository->store,
        .objects = checkout->repository->objects,
        .more_objects = checkout->objects,
        .folder = checkout->repository->folder,
        .format = checkout->repository->format,
        .lock_fd = checkout->lock_fd,
    };
    return lender_borrow(&lender, folder, error) &&
           lender_fill(&lender, folder, checkout->commit, error) &&
           lay_over(checkout, folder, error) && submodules_fill(&lender, folder, notes, error);
}
