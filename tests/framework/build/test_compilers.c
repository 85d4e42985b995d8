// SPDX-License-Identifier: MIT
#include "framework/build/compilers.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/base/folder.h"
#include "framework/base/subprocess.h"

static char *scratch;
static const char *flags_of_all; // NULL: none

// A program that prints where its functions lie in their cache lines, and in which order.
static const char source[] =
    "#include <stdint.h>\n"
    "#include <stdio.h>\n"
    "__attribute__((noinline)) int one(int x) { return x * 3 + 1; }\n"
    "__attribute__((noinline)) int second(int x) { return x ^ 5; }\n"
    "__attribute__((noinline)) int again(int x) { return x - 7; }\n"
    "int main(int n, char **words)\n"
    "{\n"
    "    (void)words;\n"
    "    uintptr_t at[] = {(uintptr_t)one, (uintptr_t)second, (uintptr_t)again};\n"
    "    printf(\"%u %d%d%d\\n\", (unsigned)(at[0] % 64), at[0] < at[1], at[1] < at[2], at[0] < "
    "at[2]);\n"
    "    return again(second(one(n))) == 12345;\n"
    "}\n";

static void make_scratch(void)
{
    scratch = g_dir_make_tmp("benchrun compilers,-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(scratch, "source.c", NULL);
    cr_assert(g_file_set_contents(file, source, -1, NULL));
}

static void remove_scratch(void)
{
    folder_remove(scratch, NULL);
    g_free(scratch);
}

TestSuite(compilers, .init = make_scratch, .fini = remove_scratch, .timeout = 120);

static char *folder_of(unsigned layout)
{
    return g_strdup_printf("%s/%u", scratch, layout);
}

// Runs a shell script with new compilers of a layout; what it prints.
static char *run(unsigned layout, const char *script)
{
    GError *error = NULL;
    g_autofree char *folder = folder_of(layout);
    cr_assert(folder_remove(folder, NULL));
    g_autofree char *path = compilers_make(folder, layout, flags_of_all, &error);
    cr_assert_not_null(path, "%s", error ? error->message : "");
    cr_assert_not(compilers_were_used(folder));
    g_autofree char *setting = g_strconcat("PATH=", path, NULL);
    const char *const argv[] = {"sh", "-c", script, NULL};
    const char *const environment[] = {setting, NULL};
    struct subprocess_call call = {.argv = argv, .folder = scratch, .environment = environment};
    struct subprocess_output output = {0};
    cr_assert(subprocess_run(&call, &output, &error), "%s", error ? error->message : "");
    cr_assert_eq(output.wait_status, 0, "'%s': %s", script, output.complaints);
    char *printed = g_strdup(output.output);
    subprocess_output_clear(&output);
    return printed;
}

static void expect_many_layouts(const char *script)
{
    g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) orders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (unsigned layout = 1; layout <= COMPILERS_PHASES; layout++) {
        g_autofree char *printed = run(layout, script);
        g_auto(GStrv) words = g_strsplit(g_strchomp(printed), " ", 2);
        g_hash_table_add(places, g_strdup(words[0]));
        g_hash_table_add(orders, g_strdup(words[1]));
    }
    cr_expect_eq(g_hash_table_size(places), COMPILERS_PHASES, "%s: not all places", script);
    cr_expect_geq(g_hash_table_size(orders), 3, "%s: too few orders", script);
}

Test(compilers, put_functions_at_other_places_and_into_another_order)
{
    expect_many_layouts("gcc -O2 -Wall -Werror source.c -o program && ./program");
    expect_many_layouts("clang -O2 -Wall -Werror source.c -o program && ./program");
}

Test(compilers, make_the_same_layout_again)
{
    g_autofree char *first = run(3, "cc -O2 source.c -o program && ./program");
    g_autofree char *second = run(3, "cc -O2 source.c -o program && ./program");
    cr_expect_str_eq(first, second);
}

Test(compilers, build_in_steps_and_ask_what_others_ask)
{
    static const char *const scripts[] = {
        "cc -O2 -c source.c && cc source.o -o program && ./program",
        "cc -c source.c && cc -r source.o -o joined.o && cc joined.o -o program && ./program",
        "cc -O2 -fPIC -shared source.c -o library.so",
        "cc -O2 -flto source.c -o program && ./program",
        "cc -static -O2 source.c -o program && ./program",
        "cc -E source.c >/dev/null && cc --version && cc -dumpmachine && cc -Wl,--version",
        "clang -Werror -c source.c && clang -Werror source.o -o program && ./program",
        "echo 'int main() { return 0; }' >a.cc && c++ -O2 a.cc -o program && ./program",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_autofree char *folder = folder_of(5);
        g_free(run(5, scripts[i]));
        cr_expect(compilers_were_used(folder));
    }
}

Test(compilers, put_further_flags_last)
{
    static const char script[] = "printf 'int f(void) { return LEVEL; }\\n' >flags.c && "
                                 "cc -DLEVEL=1 -S flags.c -o - | grep -c 'movl.*$3'";
    flags_of_all = "-ULEVEL -DLEVEL=3";
    g_autofree char *found = run(0, script);
    cr_expect_str_eq(found, "1\n");
    flags_of_all = NULL;
    g_autofree char *placed = run(0, "cc -O2 source.c -o program && ./program");
    g_autofree char *plain = run(0, "PATH=/usr/bin cc -O2 source.c -o program && ./program");
    cr_expect_str_eq(placed, plain, "without a layout nothing is moved");
}

Test(compilers, know_when_none_of_them_was_used)
{
    g_autofree char *folder = folder_of(1);
    g_free(run(1, "true"));
    cr_expect_not(compilers_were_used(folder));
}
