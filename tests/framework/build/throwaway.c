// SPDX-License-Identifier: MIT
#include "tests/framework/build/throwaway.h"

#include <criterion/criterion.h>
#include <string.h>

static const char COMMITS[] =
    "git init -q && git config user.name Test && git config user.email test@localhost\n"
    "printf '#!/bin/sh\\necho first\\n' >suite && chmod +x suite\n"
    "mkdir bench && echo old >bench/kernel && echo gone >bench/old && echo '*.o' >.gitignore\n"
    "git add -A && git commit -q -m first && git tag first\n"
    "printf '#!/bin/sh\\necho second\\n' >suite && echo new >bench/kernel && git rm -q bench/old\n"
    "git commit -q -a -m second && git tag second";

void throwaway_init(struct throwaway *throwaway)
{
    static const char *const unset[] = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"};
    throwaway->folder = g_dir_make_tmp("benchrun-git-XXXXXX", NULL);
    cr_assert_not_null(throwaway->folder);
    throwaway->repository = g_build_filename(throwaway->folder, "it's a \"repository\"", NULL);
    throwaway->cache = g_build_filename(throwaway->folder, "a cache", NULL);
    throwaway->count = g_build_filename(throwaway->folder, "count", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(unset); i++)
        g_unsetenv(unset[i]);
    g_setenv("HOME", throwaway->folder, TRUE);
    g_setenv("XDG_CACHE_HOME", throwaway->cache, TRUE);
    g_setenv("XDG_CONFIG_HOME", throwaway->folder, TRUE);
    g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
    g_setenv("BENCHRUN_TEST_COUNT", throwaway->count, TRUE);
    cr_assert(g_mkdir_with_parents(throwaway->repository, 0700) == 0);
    g_free(throwaway_sh(throwaway->repository, COMMITS));
}

void throwaway_clear(struct throwaway *throwaway)
{
    g_free(throwaway_sh("/", "chmod -R u+rwX \"$HOME\" && rm -rf \"$HOME\""));
    g_free(throwaway->folder);
    g_free(throwaway->repository);
    g_free(throwaway->cache);
    g_free(throwaway->count);
}

char *throwaway_sh(const char *folder, const char *script)
{
    const char *const words[] = {"sh", "-e", "-c", script, NULL};
    char *output = NULL;
    int status = -1;
    cr_assert(g_spawn_sync(folder, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                           NULL, &status, NULL));
    cr_assert(status == 0, "%s: %s", script, output);
    return g_strchomp(output);
}

guint throwaway_count(const struct throwaway *throwaway)
{
    g_autofree char *text = NULL;
    guint lines = 0;
    g_file_get_contents(throwaway->count, &text, NULL, NULL);
    for (const char *c = text; c != NULL && (c = strchr(c, '\n')) != NULL; c++)
        lines++;
    return lines;
}

char *throwaway_fingerprint(const struct throwaway *throwaway)
{
    return throwaway_sh(throwaway->repository,
                        "find . -printf '%p %y %m %T@ %s %l\\n' | sort\n"
                        "find . -type f -print0 | sort -z | xargs -0 sha256sum");
}
