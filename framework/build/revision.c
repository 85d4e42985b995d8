// SPDX-License-Identifier: MIT
#include "framework/build/revision.h"

#include "framework/build/git.h"
#include "framework/build/own_filters.h"

enum { MOST_NESTED = 10 };

static bool is_changed(const char *folder, unsigned depth);

// Git would look into submodules by their own settings, filters included.
static bool has_changed_submodule(const struct git_call *call, unsigned depth)
{
    g_autoptr(GPtrArray) paths = depth < MOST_NESTED ? git_submodules(call, NULL) : NULL;
    for (guint i = 0; paths != NULL && i < paths->len; i++) {
        g_autofree char *folder = g_build_filename(call->folder, g_ptr_array_index(paths, i), NULL);
        g_autofree char *git = g_build_filename(folder, ".git", NULL);
        if (g_file_test(git, G_FILE_TEST_EXISTS) && is_changed(folder, depth + 1))
            return true;
    }
    return false;
}

static bool is_changed(const char *folder, unsigned depth)
{
    g_auto(GStrv) filters_off = own_filters_off(folder);
    const struct git_call call = {
        .folder = folder,
        .environment = (const char *const *)filters_off,
    };
    g_autofree char *changed = git_run(&call, NULL, "status", "--porcelain", "--untracked-files=no",
                                       "--ignore-submodules=dirty");
    return (changed != NULL && *changed != '\0') || has_changed_submodule(&call, depth);
}

void revision_detect(const char *folder, struct revision *out)
{
    const struct git_call call = {.folder = folder};
    *out = (struct revision){.git = git_run(&call, NULL, "rev-parse", "--verify", "HEAD")};
    if (out->git == NULL)
        return;
    g_autofree char *top = git_run(&call, NULL, "rev-parse", "--show-toplevel");
    out->branch = git_run(&call, NULL, "symbolic-ref", "--short", "-q", "HEAD");
    out->is_dirty = top != NULL && is_changed(top, 0);
}
