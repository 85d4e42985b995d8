// SPDX-License-Identifier: MIT
#include "framework/build/revision.h"

#include <string.h>

// What a git command prints, without its last newline; NULL where it fails.
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
    const char *const commit[] = {"rev-parse", "--verify", "HEAD", NULL};
    const char *const branch[] = {"symbolic-ref", "--short", "-q", "HEAD", NULL};
    const char *const changes[] = {"status", "--porcelain", "--untracked-files=no", NULL};
    *out = (struct revision){.git = ask_git(folder, commit)};
    if (out->git == NULL)
        return;
    g_autofree char *changed = ask_git(folder, changes);
    out->branch = ask_git(folder, branch);
    out->is_dirty = changed != NULL && *changed != '\0';
}
