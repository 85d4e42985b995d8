// SPDX-License-Identifier: MIT
#include "framework/build/revision.h"

#include "framework/build/git.h"

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
