// SPDX-License-Identifier: MIT
// Builds a program in pairs, with other macros, flags or order, and compares what its cases run.
#include "framework/program/code.h"

#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "BENCHRUN_TEST_PROGRAMS" // in the environment of each test

ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    (void)tests;
    g_autofree char *folder = g_dir_make_tmp("benchrun-code-XXXXXX", NULL);
    cr_assert_not_null(folder);
    g_setenv(FOLDER, folder, TRUE);
}

ReportHook(POST_ALL)(struct criterion_global_stats *stats)
{
    (void)stats;
    const char *folder = g_getenv(FOLDER);
    GDir *programs = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(programs)) != NULL;) {
        g_autofree char *program = g_build_filename(folder, name, NULL);
        remove(program);
    }
    g_dir_close(programs);
    remove(folder);
}

TestSuite(code, .timeout = 120);

// The program that `compiler` makes with these flags. Each is built once for all tests, which are
// processes that run at the same time.
static const char *build(const char *compiler, const char *flags)
{
    const char *source = g_str_has_suffix(compiler, "++") ? CPP_SOURCE : SOURCE;
    g_autofree char *name = g_strdup_printf("%s %s", compiler, flags);
    g_autofree char *key = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
    char *program = g_build_filename(g_getenv(FOLDER), key, NULL); // lives as long as the test
    if (g_file_test(program, G_FILE_TEST_EXISTS))
        return program;
    g_autofree char *part = g_strdup_printf("%s.%d", program, (int)getpid());
    g_autofree char *line = g_strdup_printf("%s -w -I%s -DHELPER= -o %s %s %s %s", compiler,
                                            INCLUDE, part, flags, source, LIBRARIES);
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

struct expectation {
    const char *base;   // flags
    const char *head;   // flags
    const char *symbol; // of the case
    unsigned allowed;   // bits of enum code_sameness
    const char *why;    // within the reason; NULL: none is given
};

enum {
    SAME = 1 << CODE_IDENTICAL | 1 << CODE_SAME_BUT_ADDRESSES,
    MOVED = 1 << CODE_SAME_BUT_ADDRESSES,
    DIFFERS = 1 << CODE_DIFFERS,
    UNKNOWN = 1 << CODE_UNKNOWN,
};

static void check(const char *compiler, const struct expectation *expected)
{
    g_autofree char *path = g_find_program_in_path(compiler);
    if (path == NULL)
        return;
    GError *error = NULL;
    g_autofree char *why = NULL;
    struct bench_case bench_case = {.symbol = (char *)expected->symbol};
    struct code_map *base = code_map_read(build(compiler, expected->base), &error);
    cr_assert_null(error, "%s", error ? error->message : "");
    struct code_map *head = code_map_read(build(compiler, expected->head), &error);
    cr_assert_null(error, "%s", error ? error->message : "");
    enum code_sameness sameness = code_compare(base, head, &bench_case, &why);
    cr_expect(1u << sameness & expected->allowed, "%s [%s] [%s] %s: %d, %s", compiler,
              expected->base, expected->head, expected->symbol, sameness, why ? why : "");
    if (expected->why != NULL)
        cr_expect(why != NULL && strstr(why, expected->why) != NULL, "%s [%s] [%s]: %s", compiler,
                  expected->base, expected->head, why ? why : "no reason");
    else
        cr_expect_null(why, "%s [%s] [%s]: %s", compiler, expected->base, expected->head, why);
    code_map_free(base);
    code_map_free(head);
}

static void check_all(const struct expectation *expectations, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        check("gcc", &expectations[i]);
        check("clang", &expectations[i]);
    }
}

#define CHECK_ALL(...)                                   \
    check_all((const struct expectation[]){__VA_ARGS__}, \
              sizeof((const struct expectation[]){__VA_ARGS__}) / sizeof(struct expectation))

Test(code, of_the_same_build_is_identical)
{
    CHECK_ALL({"-O2", "-O2 -DNOTHING", "code_all", 1 << CODE_IDENTICAL, NULL},
              {"-O0", "-O0 -DNOTHING", "code_all", 1 << CODE_IDENTICAL, NULL},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DNOTHING", "code_all",
               1 << CODE_IDENTICAL, NULL});
}

Test(code, that_moved_is_the_same_but_for_addresses)
{
    CHECK_ALL(
        {"-O2", "-O2 -DEARLIER", "code_all", MOVED, NULL},
        {"-O0", "-O0 -DEARLIER", "code_all", MOVED, NULL},
        {"-O3", "-O3 -DEARLIER", "code_all", MOVED, NULL},
        {"-O2 -fcf-protection", "-O2 -fcf-protection -DEARLIER", "code_all", MOVED, NULL},
        {"-O2 -fno-plt -Wl,-z,now", "-O2 -fno-plt -Wl,-z,now -DEARLIER", "code_all", MOVED, NULL},
        {"-O2 -ffunction-sections -fdata-sections -Wl,--gc-sections",
         "-O2 -ffunction-sections -fdata-sections -Wl,--gc-sections -DEARLIER", "code_all", SAME,
         NULL},
        {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DEARLIER", "code_all", MOVED, NULL},
        {"-O2", "-O2 -falign-functions=64", "code_all", MOVED, NULL});
}

Test(code, linked_in_another_order_is_the_same)
{
    CHECK_ALL({"-O2 -ffunction-sections", "-O2 -ffunction-sections -Wl,--sort-section=name",
               "code_all", SAME, NULL});
}

Test(code, of_cpp_is_followed_through_virtual_functions)
{
    const struct expectation expectations[] = {
        {"-O2", "-O2 -DEARLIER", "cpp_virtual", MOVED, NULL},
        {"-O2", "-O2 -DFACTOR=5", "cpp_virtual", DIFFERS, "circle"},
        {"-O0", "-O0 -DEARLIER", "cpp_sort", MOVED, NULL},
        {"-O0", "-O0 -DFACTOR=5", "cpp_sort", DIFFERS, "'"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(expectations); i++) {
        check("g++", &expectations[i]);
        check("clang++", &expectations[i]);
    }
}

Test(code, padded_otherwise_is_the_same_but_for_addresses)
{
    check("gcc", &(struct expectation){"-O2", "-O2 -falign-loops=64 -falign-jumps=64", "code_all",
                                       MOVED, NULL});
    check("gcc", &(struct expectation){"-O2", "-O2 -fno-align-functions -fno-align-loops",
                                       "code_all", MOVED, NULL});
}

Test(code, with_another_callee_names_the_callee)
{
    CHECK_ALL({"-O2", "-O2 -DTHIRD=34", "code_all", DIFFERS, "'choose'"},
              {"-O2", "-O2 -DSHIFT=4", "code_all", DIFFERS, "'"},
              {"-O0", "-O0 -DFACTOR=8", "code_all", DIFFERS, "'helper'"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DTHIRD=34", "code_all", DIFFERS,
               "'choose'"},
              {"-O0", "-O0 -DFACTOR=8", "code_small", DIFFERS, "'helper'"});
}

Test(code, with_other_constants_differs)
{
    CHECK_ALL({"-O2", "-O2 -DENTRY=10", "code_all", DIFFERS, "'table', which '"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DENTRY=10", "code_all", DIFFERS,
               "'table', which '"},
              {"-O2", "-O2 -DSCALE=0.4", "code_all", DIFFERS, "a constant that 'bench_body_"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DSCALE=0.4", "code_all", DIFFERS,
               "a constant that 'bench_body_"},
              {"-O2", "-O2 -DTEXT='\"a text to look up\"'", "code_all", DIFFERS,
               "a constant that 'bench_body_"},
              {"-O2", "-O2 -DSTART=6", "code_all", DIFFERS, "'"});
}

Test(code, with_entries_of_a_table_exchanged_differs)
{
    const char *swapped = "-O2 -DOPERATIONS=negate,add";
    const char *cases = "-O2 -DLOW_CASE=3 -DHIGH_CASE=1";
    CHECK_ALL({"-O2", swapped, "code_all", DIFFERS, "'"}, {"-O2", cases, "code_all", DIFFERS, "'"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DOPERATIONS=negate,add", "code_all",
               DIFFERS, "'"},
              {"-O2 -no-pie -fno-pie", "-O2 -no-pie -fno-pie -DLOW_CASE=3 -DHIGH_CASE=1",
               "code_all", DIFFERS, ""});
}

Test(code, on_another_fixture_differs)
{
    CHECK_ALL({"-O2", "-O2 -DELEMENTS=65", "code_all", DIFFERS, "'make'"});
}

Test(code, beside_other_code_is_the_same)
{
    CHECK_ALL({"-O2 -DEARLIER", "-O2 -DEARLIER -DUNRELATED=31", "code_all", SAME, NULL},
              {"-O0 -DEARLIER", "-O0 -DEARLIER -DUNRELATED=31", "code_all", SAME, NULL},
              {"-O2", "-O2 -DTHIRD=34", "code_small", SAME, NULL},
              {"-O2", "-O2 -DFACTOR=8", "code_small_too", SAME, NULL});
}

Test(code, inlined_or_not_differs)
{
    CHECK_ALL({"-O2", "-O2 -UHELPER '-DHELPER=__attribute__((noinline))'", "code_small", DIFFERS,
               "'bench_body_code_small'"});
}

Test(code, of_another_optimisation_differs)
{
    CHECK_ALL({"-O2", "-O0", "code_all", DIFFERS, "'bench_body_code_all'"});
}

Test(code, with_a_pointer_set_elsewhere_is_unknown)
{
    CHECK_ALL({"-O2", "-O2 -DNOTHING", "code_hooked", UNKNOWN, "a pointer"});
}

Test(code, of_no_known_symbol_is_unknown)
{
    CHECK_ALL({"-O2", "-O2 -DNOTHING", "code_smal", UNKNOWN, "exactly one function"},
              {"-O2", "-O2 -DNOTHING", NULL, UNKNOWN, "too old"});
}

Test(code, of_a_stripped_program_is_unknown)
{
    GError *error = NULL;
    cr_assert_null(code_map_read(build("gcc", "-O2 -s"), &error));
    cr_expect(strstr(error->message, "no symbol table") != NULL, "%s", error->message);
    g_clear_error(&error);
    cr_assert_null(code_map_read(SOURCE, &error));
    cr_expect(strstr(error->message, "not a 64-bit ELF program") != NULL, "%s", error->message);
    g_clear_error(&error);
    cr_assert_null(code_map_read("/nowhere/program", &error));
    cr_expect(strstr(error->message, "cannot open") != NULL, "%s", error->message);
    g_clear_error(&error);
    struct bench_case bench_case = {0};
    cr_expect_eq(code_compare(NULL, NULL, &bench_case, NULL), CODE_UNKNOWN);
}
