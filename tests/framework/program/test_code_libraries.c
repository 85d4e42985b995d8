// SPDX-License-Identifier: MIT
// Programs that run with shared libraries which were built with them.
#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/folder.h"
#include "framework/program/code.h"

static char *folder;
static const char *compiler; // of the test
static const char *objects;  // libbenchrun, built by it

static void set_up(void)
{
    compiler = "cc";
    objects = LIBRARIES;
    folder = g_dir_make_tmp("benchrun-libraries-XXXXXX", NULL);
    cr_assert_not_null(folder);
}

static void tear_down(void)
{
    cr_assert(folder_remove(folder, NULL));
    g_free(folder);
}

TestSuite(code_libraries, .init = set_up, .fini = tear_down, .timeout = 120);

static void compile(const char *format, ...) G_GNUC_PRINTF(1, 2);
static void compile(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *line = g_strdup_printf("%s -w -O2 -I%s %s", compiler, INCLUDE, words);
    g_auto(GStrv) argv = NULL;
    g_autofree char *said = NULL;
    int status = 0;
    cr_assert(g_shell_parse_argv(line, NULL, &argv, NULL));
    cr_assert(g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said, &status,
                           NULL));
    cr_assert(g_spawn_check_wait_status(status, NULL), "%s\n%s", line, said);
}

// FOLDER/SIDE/libdep.so, built with these flags.
static void build_library(const char *side, const char *flags)
{
    g_autofree char *path = g_build_filename(folder, side, NULL);
    g_mkdir(path, 0700);
    compile("-shared -fPIC -Wl,-soname,libdep.so %s -o %s/libdep.so " FOLDER "/library.c", flags,
            path);
}

// The suite FOLDER/SIDE/suite; `flags` say where its library is found.
static void build_suite(const char *side, const char *flags)
{
    compile("%s -o %s/%s/suite " FOLDER "/library_user.c %s %s/%s/libdep.so", flags, folder, side,
            objects, folder, side);
}

static const char beside[] = "-Wl,-rpath,'$ORIGIN'";

static void build_pair(const char *base, const char *head)
{
    build_library("base", base);
    build_library("head", head);
    build_suite("base", beside);
    build_suite("head", beside);
}

static enum code_sameness compare(const char *symbol, enum code_scope scope, char **why)
{
    g_autofree char *base = g_build_filename(folder, "base/suite", NULL);
    g_autofree char *head = g_build_filename(folder, "head/suite", NULL);
    const struct code_program programs[2] = {{.path = base}, {.path = head}};
    struct bench_case bench_case = {.symbol = (char *)symbol};
    struct code_index *index = code_index_new();
    enum code_sameness sameness = code_compare(index, programs, &bench_case, scope, why);
    code_index_free(index);
    return sameness;
}

static void expect_same(const char *symbol, enum code_scope scope)
{
    g_autofree char *why = NULL;
    cr_expect(code_is_same(compare(symbol, scope, &why)), "%s: %s", symbol, why);
}

static void expect(const char *symbol, enum code_scope scope, enum code_sameness sameness,
                   const char *reason)
{
    g_autofree char *why = NULL;
    cr_expect_eq(compare(symbol, scope, &why), sameness, "%s", symbol);
    cr_expect(why != NULL && strstr(why, reason) != NULL, "%s: %s", symbol, why ? why : "");
}

static void expect_all_same(void)
{
    static const char *const symbols[] = {"lib_work", "lib_hook", "lib_callback", "lib_variable"};
    for (size_t i = 0; i < G_N_ELEMENTS(symbols); i++) {
        expect_same(symbols[i], CODE_OF_LOOP);
        expect_same(symbols[i], CODE_OF_CASE);
    }
}

Test(code_libraries, of_the_same_source_are_the_same)
{
    build_pair("-DNOTHING", "-falign-functions=64");
    expect_all_same();
}

Test(code_libraries, that_differ_elsewhere_are_the_same_for_the_case)
{
    build_pair("-DOTHER=2", "-DOTHER=3");
    expect_all_same();
}

Test(code_libraries, are_followed_through_their_own_linkage_tables)
{
    build_pair("-DFACTOR=7", "-DFACTOR=8");
    expect("lib_work", CODE_OF_LOOP, CODE_DIFFERS, "'lib_inner'");
    expect("lib_work", CODE_OF_CASE, CODE_DIFFERS, "'lib_inner'");
    expect_same("lib_hook", CODE_OF_CASE);
}

Test(code_libraries, that_fill_the_fixture_are_not_in_the_loop)
{
    build_pair("-DFILLING=3", "-DFILLING=4");
    expect_same("lib_work", CODE_OF_LOOP);
    expect("lib_work", CODE_OF_CASE, CODE_DIFFERS, "'lib_fill'");
}

Test(code_libraries, bring_the_initial_values_of_variables)
{
    build_pair("-DSCALE=5", "-DSCALE=6");
    expect("lib_variable", CODE_OF_LOOP, CODE_DIFFERS, "'lib_scale'");
    expect_same("lib_work", CODE_OF_LOOP);
}

Test(code_libraries, call_back_into_the_program)
{
    build_pair("-DNOTHING", "-DOTHER=3");
    build_suite("head", "-Wl,-rpath,'$ORIGIN' -DHOOK=12");
    expect("lib_hook", CODE_OF_LOOP, CODE_DIFFERS, "'lib_hook'");
    expect_same("lib_work", CODE_OF_LOOP);
    build_suite("head", "-Wl,-rpath,'$ORIGIN' -DCALLBACK=14");
    expect("lib_callback", CODE_OF_LOOP, CODE_DIFFERS, "'callback'");
}

Test(code_libraries, that_both_share_call_back_into_each_program)
{
    g_autofree char *flags = g_strdup_printf("-Wl,-rpath,%s/base", folder);
    g_autofree char *head = g_strdup_printf("%s -DHOOK=12", flags);
    build_library("base", "");
    build_library("head", "-DFACTOR=8"); // which nobody uses
    build_suite("base", flags);
    build_suite("head", head);
    expect("lib_hook", CODE_OF_CASE, CODE_DIFFERS, "'lib_hook'");
    expect("lib_hook", CODE_OF_LOOP, CODE_UNKNOWN, "'lib_hook'");
    expect("lib_work", CODE_OF_LOOP, CODE_UNKNOWN, "'lib_hook'");
    expect_same("lib_variable", CODE_OF_LOOP);
}

// Whose loader does not run here.
Test(code_libraries, of_another_machine_are_found_beside_the_program_or_by_library_path)
{
    compiler = "aarch64-linux-gnu-gcc-12";
    objects = LIBRARIES_AARCH64;
    build_pair("-DOTHER=2", "-DOTHER=3");
    expect_all_same();
    build_pair("-DFACTOR=7", "-DFACTOR=8");
    expect("lib_work", CODE_OF_LOOP, CODE_DIFFERS, "'lib_inner'");
    expect_same("lib_hook", CODE_OF_CASE);
    build_suite("head", "");
    g_autofree char *path = g_build_filename(folder, "head", NULL);
    g_setenv("LD_LIBRARY_PATH", path, TRUE);
    expect_same("lib_work", CODE_OF_LOOP); // head's library for both
}

Test(code_libraries, without_symbols_make_it_unknown)
{
    build_pair("-s", "-s -DOTHER=3");
    expect("lib_work", CODE_OF_LOOP, CODE_UNKNOWN, "no symbol table");
}

Test(code_libraries, of_the_system_in_one_of_them_differ)
{
    build_pair("-DNOTHING", "-DNOTHING");
    build_suite("head", "");
    expect("lib_work", CODE_OF_LOOP, CODE_DIFFERS, "another library");
}

Test(code_libraries, of_one_program_differ_by_library_path)
{
    build_library("base", "-DFACTOR=7");
    build_library("head", "-DFACTOR=8");
    build_suite("base", "");
    g_autofree char *suite = g_build_filename(folder, "base/suite", NULL);
    g_autofree char *base = g_build_filename(folder, "base", NULL);
    g_autofree char *head = g_build_filename(folder, "head", NULL);
    struct bench_case bench_case = {.symbol = (char *)"lib_work"};
    struct code_index *index = code_index_new();
    const struct code_program differ[2] = {{suite, base, NULL}, {suite, head, NULL}};
    const struct code_program same[2] = {{suite, head, NULL}, {suite, head, NULL}};
    cr_expect_eq(code_compare(index, differ, &bench_case, CODE_OF_LOOP, NULL), CODE_DIFFERS);
    cr_expect_eq(code_compare(index, same, &bench_case, CODE_OF_LOOP, NULL), CODE_IDENTICAL);
    code_index_free(index);
}
