// SPDX-License-Identifier: MIT
#include "tests/framework/base/leftover.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

char *leftover_mark(void)
{
    return g_strdup_printf("BENCHRUN_TEST_MARK=%d-%08x%08x", (int)getpid(), g_random_int(),
                           g_random_int());
}

static bool carries(const char *pid, const char *mark)
{
    g_autofree char *path = g_build_filename("/proc", pid, "environ", NULL);
    g_autofree char *environment = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &environment, &length, NULL))
        return false;
    return memmem(environment, length, mark, strlen(mark)) != NULL;
}

static unsigned count_now(const char *mark)
{
    unsigned n = 0;
    g_autoptr(GDir) dir = g_dir_open("/proc", 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
        n += g_ascii_isdigit(*name) && carries(name, mark);
    return n;
}

unsigned leftover_count(const char *mark)
{
    unsigned n = 0;
    for (int tries = 0; tries < 100 && (n = count_now(mark)) > 0; tries++)
        g_usleep(50000);
    return n;
}

bool leftover_groups_are_allowed(void)
{
    const char *const argv[] = {TESTS "/may_make_control_groups", NULL};
    int status = 0;
    bool is_started = g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL,
                                   NULL, &status, NULL);
    return is_started && status == 0;
}
