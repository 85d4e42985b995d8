// SPDX-License-Identifier: MIT
// What different compilers or flags built is in different series, and by which words they differ.
#include "framework/history/by_compiler.h"

#include <criterion/criterion.h>

#include "framework/base/array.h"
#include "sample_history.h"

static struct sample_history sample;

static void set_up(void)
{
    sample_history_init(&sample);
}

static void tear_down(void)
{
    sample_history_clear(&sample);
}

TestSuite(by_compiler, .init = set_up, .fini = tear_down);

static void add(const char *id, const char *commit, const char *compiler)
{
    struct history_added added = {0};
    g_autoptr(Run) run = sample_run_new(
        &(struct sample_run){id, NULL, commit, "", 1 + commit[1] - '0', .time_ns = 1000});
    g_free(run->suite_compiler);
    run->suite_compiler = g_strdup(compiler);
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, NULL);
    cr_assert(history_add(history, run, &added, NULL));
}

// "compiler (label): runs" of each series.
static char *read_with(const struct history_filter *filter)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, NULL);
    g_autoptr(HistoryReading) reading = history_read(history, filter, NULL);
    for (guint i = 0; i < reading->series->len; i++) {
        const struct history_series *series = g_ptr_array_index(reading->series, i);
        const struct history_compiler *compiler = series->compiler;
        g_string_append_printf(text, "%s (%s):", compiler ? compiler->name : "all",
                               compiler && compiler->label ? compiler->label : "");
        for (guint p = 0; p < series->points->len; p++)
            g_string_append_printf(
                text, " %s", g_array_index(series->points, struct history_point, p).run->name);
        g_string_append(text, "; ");
    }
    g_string_append_printf(text, "%u notes", reading->notes->len);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void expect(const char *expected)
{
    g_autofree char *found = read_with(&(struct history_filter){0});
    cr_expect_str_eq(found, expected);
}

Test(by_compiler, makes_a_series_of_each)
{
    add("a", "c1", "gcc 12 -O2 -g");
    add("b", "c2", "gcc 12 -O2 -g");
    expect("gcc 12 -O2 -g (): a b; 0 notes");
    add("c", "c1", "gcc 12 -O3 -g");
    add("d", "c2", "gcc 12 -O3 -g");
    expect("gcc 12 -O2 -g (-O2): a b; gcc 12 -O3 -g (-O3): c d; 1 notes");
    g_autofree char *across = read_with(&(struct history_filter){.across_compilers = true});
    cr_expect_str_eq(across, "all (): a c b d; 0 notes");
    g_autofree char *one = read_with(&(struct history_filter){.compiler = "-O3"});
    cr_expect_str_eq(one, "gcc 12 -O3 -g (): c d; 0 notes");
    g_autofree char *last = read_with(&(struct history_filter){.last = 1});
    cr_expect_str_eq(last, "gcc 12 -O2 -g (-O2): b; gcc 12 -O3 -g (-O3): d; 1 notes");
}

Test(by_compiler, says_what_is_unknown_or_has_less_or_only_another_order)
{
    add("a", "c1", NULL);
    add("b", "c2", "gcc 12 -O2");
    expect(" (unknown): a; gcc 12 -O2 (gcc 12): b; 1 notes");
    tear_down();
    set_up();
    add("a", "c1", "gcc 12 -O2");
    add("b", "c2", "gcc 12 -O2 -g");
    expect("gcc 12 -O2 (gcc 12): a; gcc 12 -O2 -g (-g): b; 1 notes");
    tear_down();
    set_up();
    add("a", "c1", "gcc -O2 -O3");
    add("b", "c2", "gcc -O3 -O2");
    expect("gcc -O2 -O3 (gcc -O2 -O3): a; gcc -O3 -O2 (gcc -O3 -O2): b; 1 notes");
}

// As clang has them, with -grecord-command-line.
Test(by_compiler, leaves_out_where_something_was_built)
{
    add("a", "c1", "clang version 14 /bin/clang -O2 -g -I /src/1/include a.c -o /out/1/a");
    add("b", "c2", "clang version 14 /bin/clang -O2 -g -I /src/2/include a.c -o /out/2/a");
    expect("clang version 14 -O2 -g -I -o (): a b; 0 notes");
    add("c", "c2", "clang version 14 /bin/clang -O3 -g -I /src/2/include a.c -o /out/2/a");
    expect("clang version 14 -O2 -g -I -o (-O2): a b; clang version 14 -O3 -g -I -o (-O3): c; "
           "1 notes");
}

Test(by_compiler, keeps_machines_apart_too)
{
    add("a", "c1", "gcc");
    add("b", "c1", "clang");
    sample_run_add(sample.path,
                   &(struct sample_run){"d", NULL, "c2", "", 3, .machine = "m2", .time_ns = 1000});
    expect("gcc (gcc): a; clang (clang): b; gcc 12.2.0 -O2 (gcc 12.2.0): d; 1 notes");
}

Test(by_compiler, names_the_compiler_only_where_there_are_others)
{
    add("a", "c1", "GNU C11 12 -mtune=generic -O2 -g");
    add("b", "c2", "GNU C11 12 -mtune=generic -O3 -g");
    add("c", "c3", "Debian clang version 14"); // whose flags nobody knows
    expect("GNU C11 12 -mtune=generic -O2 -g (GNU C11 12 -O2): a; "
           "GNU C11 12 -mtune=generic -O3 -g (GNU C11 12 -O3): b; "
           "Debian clang version 14 (Debian clang version 14): c; 1 notes");
}

Test(by_compiler, numbers_what_is_too_long_for_a_table)
{
    add("a", "c1", "gcc -O2 -march=skylake -fno-plt -fno-semantic-interposition -g");
    add("b", "c2", "gcc -O3 -g");
    expect("gcc -O2 -march=skylake -fno-plt -fno-semantic-interposition -g "
           "(1: -O2 -march=skylake -fno-plt -fno-semantic-interposition): a; "
           "gcc -O3 -g (2: -O3): b; 1 notes");
}
