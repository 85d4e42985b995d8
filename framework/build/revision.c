// SPDX-License-Identifier: MIT
#include "framework/build/revision.h"

#include <string.h>

// The output of a git command without its last newline; NULL if it fails.
static char *ask_git(const char *folder, const char *const *words)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autofree char *output = NULL;
    int status = 0;
    g_ptr_array_add(arguments, (char *)"git");
    g_ptr_array_add(arguments, (char *)"-C");
    g_ptr_array_add(arguments, (char *)folder);
    for (; *words != NULL; words++)
        g_ptr_array_add(arguments, (char *)*words);
    g_ptr_array_add(arguments, NULL);
    if (!g_spawn_sync(NULL, (char **)arguments->pdata, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
                      &status, NULL) ||
        !g_spawn_check_wait_status(status, NULL))
        return NULL;
    return g_strchomp(g_steal_pointer(&output));
}

void revision_detect(const char *folder, struct revision *out)
{
    const struct git_call call = {.folder = folder};
    *out = (struct revision){.git = git_run(&call, NULL, "rev-parse", "--verify", "HEAD")};
    if (out->git == NULL)
        return;
    g_autofree char *changed =
        git_run(&call, NULL, "status", "--porcelain", "--untracked-files=no");
    out->branch = git_run(&call, NULL, "symbolic-ref", "--short", "-q", "HEAD");
    out->is_dirty = changed != NULL && *changed != '\0';
}
