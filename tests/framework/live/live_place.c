// SPDX-License-Identifier: MIT
#include "tests/framework/live/live_place.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/folder.h"

static char *above;

void live_place_open(void)
{
    above = g_dir_make_tmp("benchrun-live-XXXXXX", NULL);
    cr_assert_not_null(above);
    g_autofree char *folder = g_build_filename(above, "benchrun", NULL);
    cr_assert_eq(g_mkdir(folder, 0700), 0);
    g_setenv("XDG_RUNTIME_DIR", above, true);
}

void live_place_close(void)
{
    cr_assert(folder_remove(above, NULL));
    g_free(above);
}

char *live_place_path(pid_t pid, unsigned number, const char *suffix)
{
    return g_strdup_printf("%s/benchrun/%d-%032x%s", above, pid, number, suffix);
}

char *live_place_write(pid_t pid, unsigned number, const char *suffix, const void *bytes,
                       size_t length)
{
    char *path = live_place_path(pid, number, suffix);
    cr_assert(g_file_set_contents(path, bytes, (gssize)length, NULL));
    cr_assert_eq(g_chmod(path, 0600), 0);
    return path;
}

void live_place_put(pid_t pid, unsigned number, const char *suffix, const void *bytes,
                    size_t length)
{
    g_free(live_place_write(pid, number, suffix, bytes, length));
}

pid_t live_place_zombie(void)
{
    siginfo_t how;
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    cr_assert(child > 0 && waitid(P_PID, (id_t)child, &how, WEXITED | WNOWAIT) == 0);
    return child;
}

pid_t live_place_dead_pid(void)
{
    pid_t child = live_place_zombie();
    cr_assert_eq(waitpid(child, NULL, 0), child);
    return child;
}
