// SPDX-License-Identifier: MIT
#include "framework/program/suite_program.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static void make_folder(void)
{
    folder = g_dir_make_tmp("benchrun-suite-XXXXXX", NULL);
    cr_assert_not_null(folder);
}

static void remove_folder(void)
{
    const char *const words[] = {"rm", "-rf", folder, NULL};
    g_spawn_sync(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(folder);
}

TestSuite(suite_program, .init = make_folder, .fini = remove_folder, .timeout = 60);

// Compiles `source` with `flag` into a program, and says whether that is a suite.
static bool is_suite_of(const char *source, const char *flag)
{
    g_autofree char *from = g_build_filename(folder, "a.c", NULL);
    g_autofree char *to = g_build_filename(folder, "a", NULL);
    const char *const words[] = {"cc", from, "-o", to, flag, NULL};
    int status = -1;
    cr_assert(g_file_set_contents(from, source, -1, NULL));
    cr_assert(g_spawn_sync(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                           &status, NULL));
    cr_assert(g_spawn_check_wait_status(status, NULL));
    return suite_is_program(to);
}

static const char suite[] = "__attribute__((section(\"bench_defs\"), used)) static int one = 1;"
                            "int main(void) { return 0; }";

Test(suite_program, has_the_section)
{
    cr_assert(is_suite_of(suite, "-g"));
    cr_assert(is_suite_of(suite, "-s"));
}

Test(suite_program, is_not_one_that_mentions_the_name)
{
    cr_assert_not(
        is_suite_of("const char *word = \"bench_defs\"; int main(void) { return !word; }", "-O0"));
}

Test(suite_program, is_not_a_library)
{
    cr_assert_not(is_suite_of(suite, "-shared"));
}

Test(suite_program, is_not_a_script_a_folder_or_nothing)
{
    g_autofree char *path = g_build_filename(folder, "script", NULL);
    cr_assert(g_file_set_contents(path, "#!/bin/sh\n# bench_defs\n", -1, NULL));
    cr_assert(g_chmod(path, 0755) == 0);
    cr_assert_not(suite_is_program(path));
    cr_assert_not(suite_is_program(folder));
    cr_assert_not(suite_is_program("/nonexistent"));
}

Test(suite_program, survives_a_file_that_is_cut_or_damaged)
{
    cr_assert(is_suite_of(suite, "-g"));
    g_autofree char *path = g_build_filename(folder, "a", NULL);
    g_autofree char *bytes = NULL;
    gsize size = 0;
    cr_assert(g_file_get_contents(path, &bytes, &size, NULL));
    for (gsize cut = 0; cut < size; cut += cut < 70 ? 1 : 997) {
        cr_assert(g_file_set_contents_full(path, bytes, (gssize)cut, G_FILE_SET_CONTENTS_NONE, 0755,
                                           NULL));
        suite_is_program(path);
    }
    for (gsize at = 16; at < 64; at++) {
        g_autofree char *damaged = g_memdup2(bytes, size);
        damaged[at] = (char)~damaged[at];
        cr_assert(g_file_set_contents_full(path, damaged, (gssize)size, G_FILE_SET_CONTENTS_NONE,
                                           0755, NULL));
        suite_is_program(path);
    }
}
