// SPDX-License-Identifier: MIT
// Builds a program with different compilers and levels, and looks which of its loops are empty.
#include "framework/program/empty_loop.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "framework/program/plain_name.h"

#define CROSS "aarch64-linux-gnu-gcc-12"

TestSuite(empty_loop, .timeout = 120);

static GHashTable *find_linked(const char *compiler, const char *libraries)
{
    g_autofree char *folder = g_dir_make_tmp("benchrun-empty-XXXXXX", NULL);
    g_autofree char *program = g_build_filename(folder, "program", NULL);
    g_autofree char *line = g_strdup_printf("%s -w -I%s -o %s %s -x none %s", compiler, INCLUDE,
                                            program, SOURCE, libraries);
    g_autofree char *said = NULL;
    int status = 0;
    cr_assert(g_spawn_command_line_sync(line, NULL, &said, &status, NULL));
    cr_assert(g_spawn_check_wait_status(status, NULL), "%s\n%s", line, said);
    GHashTable *found = empty_loops_find(program);
    cr_expect(remove(program) == 0);
    cr_expect(remove(folder) == 0);
    return found;
}

static GHashTable *find(const char *compiler)
{
    return find_linked(compiler, LIBRARIES);
}

static void expect_loops(GHashTable *found, const char *compiler)
{
    static const char *const empty[] = {"loops_empty", "loops_unused", "loops_helped"};
    static const char *const full[] = {"loops_added", "loops_waited", "loops_called"};
    cr_assert_not_null(found, "%s", compiler);
    for (size_t i = 0; i < G_N_ELEMENTS(empty); i++)
        cr_expect(g_hash_table_contains(found, empty[i]), "%s: %s", compiler, empty[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(full); i++)
        cr_expect_not(g_hash_table_contains(found, full[i]), "%s: %s", compiler, full[i]);
}

static void expect_found(const char *compiler)
{
    g_autoptr(GHashTable) found = find(compiler);
    expect_loops(found, compiler);
}

Test(empty_loop, is_found_in_what_compilers_make)
{
    static const char *const compilers[] = {
        "gcc -O1",   "gcc -O2",   "gcc -O3 -march=native",   "clang -O1",
        "clang -O2", "clang -O3", "gcc -O2 -fno-pie -no-pie"};
    for (size_t i = 0; i < G_N_ELEMENTS(compilers); i++)
        expect_found(compilers[i]);
}

Test(empty_loop, is_found_where_the_library_is_shared)
{
    static const char *const compilers[] = {"gcc -O2", "gcc -O2 -fno-plt", "clang -O2 -fno-plt",
                                            "gcc -O2 -fcf-protection -fno-plt"};
    for (size_t i = 0; i < G_N_ELEMENTS(compilers); i++) {
        g_autoptr(GHashTable) found = find_linked(compilers[i], SHARED_LIBRARIES);
        expect_loops(found, compilers[i]);
    }
}

Test(empty_loop, is_found_under_the_names_of_cpp)
{
    expect_found("g++ -std=c++20 -O2 -x c++");
}

Test(empty_loop, is_found_with_the_work_before_it)
{
    g_autoptr(GHashTable) found = find("gcc -O3");
    cr_expect(g_hash_table_contains(found, "loops_hoisted"));
}

Test(empty_loop, is_not_looked_for_without_symbols)
{
    cr_expect_null(find("gcc -O2 -s"));
    cr_expect_null(empty_loops_find("/no/such/program"));
}

Test(empty_loop, is_two_instructions_and_no_other_loop)
{
    static const guint8 sub[] = {0x48, 0x85, 0xc0, 0x74, 0x06, 0x48, 0x83, 0xe8, 0x01, 0x75, 0xfa};
    static const guint8 dec[] = {0x49, 0xff, 0xcf, 0x75, 0xfb};
    static const guint8 add[] = {0x48, 0x83, 0xc0, 0xff, 0x75, 0xfa};
    // Jumps to the instruction before: something is done in the loop.
    static const guint8 more[] = {0xff, 0xc1, 0x48, 0x83, 0xe8, 0x01, 0x75, 0xf8};
    static const guint8 outer[] = {0x48, 0x83, 0xe8, 0x01, 0x75, 0xfa,
                                   0x48, 0xff, 0xcb, 0x75, 0xf5};
    cr_expect(empty_loop_is_all(&loop_code_x86_64, sub, sizeof sub));
    cr_expect(empty_loop_is_all(&loop_code_x86_64, dec, sizeof dec));
    cr_expect(empty_loop_is_all(&loop_code_x86_64, add, sizeof add));
    cr_expect_not(empty_loop_is_all(&loop_code_x86_64, more, sizeof more));
    cr_expect_not(empty_loop_is_all(&loop_code_x86_64, outer, sizeof outer));
    cr_expect_not(empty_loop_is_all(&loop_code_x86_64, sub, sizeof sub - 1));
    cr_expect_not(empty_loop_is_all(&loop_code_x86_64, sub, 0));
}

Test(empty_loop, is_two_instructions_of_aarch64)
{
    enum { SUB = 0xd1000400, SUBS = 0xf1000400, CBNZ = 0xb5ffffe0, B_NE = 0x54ffffe1 };
    // Of register 3; the words are written as x86-64 has them in memory.
    const guint32 sub[] = {0xb4000063, SUB | 3 << 5 | 3, CBNZ | 3};
    const guint32 subs[] = {SUBS | 3 << 5 | 3, B_NE};
    const guint32 other[] = {SUB | 3 << 5 | 3, CBNZ | 4};              // another register
    const guint32 two[] = {SUB | 3 << 5 | 3, CBNZ | 3, 0x17fffffe};    // and `b` to its start
    const guint32 more[] = {0x11000421, SUB | 3 << 5 | 3, 0xb5ffffc3}; // an addition, too
    const guint32 outer[] = {SUB | 3 << 5 | 3, CBNZ | 3, 0x37ffffc0};  // and `tbnz` to its start
    cr_expect(empty_loop_is_all(&loop_code_aarch64, (const guint8 *)sub, sizeof sub));
    cr_expect(empty_loop_is_all(&loop_code_aarch64, (const guint8 *)subs, sizeof subs));
    cr_expect_not(empty_loop_is_all(&loop_code_aarch64, (const guint8 *)other, sizeof other));
    cr_expect_not(empty_loop_is_all(&loop_code_aarch64, (const guint8 *)two, sizeof two));
    cr_expect_not(empty_loop_is_all(&loop_code_aarch64, (const guint8 *)more, sizeof more));
    cr_expect_not(empty_loop_is_all(&loop_code_aarch64, (const guint8 *)outer, sizeof outer));
    cr_expect_not(empty_loop_is_all(&loop_code_aarch64, (const guint8 *)sub, sizeof sub - 4));
}

Test(empty_loop, is_found_in_code_for_aarch64)
{
    static const char *const flags[] = {"-O1", "-O2", "-O3", "-O2 -static",
                                        "-O2 -mbranch-protection=standard"};
    for (size_t i = 0; i < G_N_ELEMENTS(flags); i++) {
        g_autofree char *compiler = g_strconcat(CROSS " ", flags[i], NULL);
        g_autoptr(GHashTable) found = find_linked(compiler, LIBRARIES_AARCH64);
        expect_loops(found, compiler);
    }
}

// Each call of the library goes through a stub.
Test(empty_loop, is_found_in_code_for_aarch64_with_a_shared_library)
{
    g_autofree char *folder = g_dir_make_tmp("benchrun-empty-XXXXXX", NULL);
    g_autofree char *library = g_build_filename(folder, "libbenchrun.so", NULL);
    g_autofree char *line = g_strdup_printf("%s -shared -Wl,--version-script=%s %s -o %s", CROSS,
                                            VERSION_SCRIPT, LIBRARIES_AARCH64, library);
    int status = 0;
    cr_assert(g_spawn_command_line_sync(line, NULL, NULL, &status, NULL) && status == 0, "%s",
              line);
    g_autoptr(GHashTable) found = find_linked(CROSS " -O2 -nostartfiles", library);
    expect_loops(found, "shared");
    cr_expect(remove(library) == 0 && remove(folder) == 0);
}

Test(plain_name, of_symbols_in_c_and_cpp)
{
    static const char *const names[][2] = {
        {"bench_body_a_b", "bench_body_a_b"},
        {"bench_body_a_b.isra.0", "bench_body_a_b"},
        {"_ZL14bench_body_a_bP5bench", "bench_body_a_b"},
        {"_ZN5innerL14bench_body_a_bEP5bench", "bench_body_a_b"},
        {"bench_body_a_b.cold", NULL},
        {"bench_body_a_b.part.0", NULL},
        {"_ZN5innerplE", NULL},
        {"_Z9999short", NULL},
        {"_Z", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *plain = plain_name(names[i][0]);
        cr_expect_eq(g_strcmp0(plain, names[i][1]), 0, "%s: %s", names[i][0], plain);
    }
}
