// SPDX-License-Identifier: MIT
#include "tests/framework/program/code_pairs.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRAMS "BENCHRUN_TEST_PROGRAMS" // in the environment of each test

ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    (void)tests;
    g_autofree char *folder = g_dir_make_tmp("benchrun-code-XXXXXX", NULL);
    cr_assert_not_null(folder);
    g_setenv(PROGRAMS, folder, TRUE);
}

ReportHook(POST_ALL)(struct criterion_global_stats *stats)
{
    (void)stats;
    const char *folder = g_getenv(PROGRAMS);
    GDir *programs = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(programs)) != NULL;) {
        g_autofree char *program = g_build_filename(folder, name, NULL);
        remove(program);
    }
    g_dir_close(programs);
    remove(folder);
}

// Each is built once for all tests, which are processes that run at the same time.
const char *code_pairs_build(const char *compiler, const char *flags)
{
    const char *source = g_str_has_suffix(compiler, "++") ? CPP_SOURCE : SOURCE;
    g_autofree char *name = g_strdup_printf("%s %s", compiler, flags);
    g_autofree char *key = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
    char *program = g_build_filename(g_getenv(PROGRAMS), key, NULL); // lives as long as the test
    if (g_file_test(program, G_FILE_TEST_EXISTS))
        return program;
    g_autofree char *part = g_strdup_printf("%s.%d", program, (int)getpid());
    const char *libraries = strcmp(compiler, CROSS_COMPILER) == 0 ? LIBRARIES_AARCH64 : LIBRARIES;
    g_autofree char *line = g_strdup_printf("%s -w -I%s -DHELPER= -o %s %s %s %s", compiler,
                                            INCLUDE, part, flags, source, libraries);
    g_auto(GStrv) words = NULL;
    g_autofree char *said = NULL;
    int status = 0;
    cr_assert(g_shell_parse_argv(line, NULL, &words, NULL));
    cr_assert(g_spawn_sync(NULL, words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said, &status,
                           NULL));
    cr_assert(g_spawn_check_wait_status(status, NULL), "%s\n%s", line, said);
    cr_assert(rename(part, program) == 0);
    return program;
}

// Of all checks of a test, which have some programs in common.
static struct code_index *shared_index(void)
{
    static struct code_index *index;
    if (index == NULL)
        index = code_index_new();
    return index;
}

void code_pairs_check(const char *compiler, const struct expectation *expected)
{
    g_autofree char *path = g_find_program_in_path(compiler);
    if (path == NULL)
        return;
    const struct code_program programs[2] = {{.path = code_pairs_build(compiler, expected->base)},
                                             {.path = code_pairs_build(compiler, expected->head)}};
    struct bench_case bench_case = {.symbol = (char *)expected->symbol};
    struct code_index *index = shared_index();
    for (enum code_scope scope = CODE_OF_LOOP; scope <= CODE_OF_CASE; scope++) {
        g_autofree char *why = NULL;
        enum code_sameness sameness = code_compare(index, programs, &bench_case, scope, &why);
        bool is_named = why != NULL && expected->why != NULL && strstr(why, expected->why) != NULL;
        unsigned got = scope == CODE_OF_LOOP ? IN_LOOP(sameness) : IN_CASE(sameness);
        cr_expect((got & expected->allowed) != 0, "%s [%s] [%s] %s: %d in scope %d, %s", compiler,
                  expected->base, expected->head, expected->symbol, sameness, scope,
                  why ? why : "");
        cr_expect(code_is_same(sameness) ? why == NULL : is_named, "%s [%s] [%s]: %s", compiler,
                  expected->base, expected->head, why ? why : "no reason");
    }
}

void code_pairs_check_all(const struct expectation *expectations, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        code_pairs_check("gcc", &expectations[i]);
        code_pairs_check("clang", &expectations[i]);
        if (strstr(expectations[i].base, "-fcf-protection") == NULL) // of x86
            code_pairs_check(CROSS_COMPILER, &expectations[i]);
    }
}
