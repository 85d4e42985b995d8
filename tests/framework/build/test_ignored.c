// SPDX-License-Identifier: MIT
#include "framework/build/ignored.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/framework/build/throwaway.h"

static struct throwaway away;
static struct git_repository repository;

static void set_up(void)
{
    throwaway_init(&away);
    cr_assert(git_repository_find(away.repository, &repository, NULL));
}

static void tear_down(void)
{
    git_repository_clear(&repository);
    throwaway_clear(&away);
}

TestSuite(ignored, .init = set_up, .fini = tear_down, .timeout = 60);

Test(ignored, nothing_is_nothing_to_say)
{
    g_autofree char *hint = ignored_hint(&repository);
    cr_assert_str_eq(hint, "");
}

Test(ignored, names_inputs_of_builds_first_and_whole_folders_once)
{
    g_free(throwaway_sh(away.repository,
                        "printf '%s\\n' Makefile /out/ '*.o' gen.h '*.txt' >.gitignore\n"
                        "touch bench/Makefile a.o gen.h notes.txt; mkdir -p out/deep\n"
                        "touch out/Makefile out/deep/b.c"));
    g_autofree char *hint = ignored_hint(&repository);
    cr_assert_str_eq(hint, "\nThe build did not get files that git ignores: bench/Makefile, gen.h, "
                           "notes.txt, out/, a.o. If it needs one of them, 'git add -f' it.");
}

Test(ignored, names_ten_and_counts_the_rest)
{
    g_free(throwaway_sh(away.repository,
                        "echo '*.log' >.gitignore; for i in 1 2 3 4 5 6 7 8 9 a b c; do touch "
                        "$i.log; done; echo Makefile >>.gitignore; touch Makefile"));
    g_autofree char *hint = ignored_hint(&repository);
    cr_assert_not_null(strstr(hint, "ignores: Makefile, 1.log, "), "%s", hint);
    cr_assert_not_null(strstr(hint, "9.log and 3 more."), "%s", hint);
}
