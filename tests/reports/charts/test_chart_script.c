// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <string.h>

#include "reports/charts/chart_plan.h"
#include "reports/charts/chart_script.h"
#include "tests/reports/sample_run.h"

static const struct canvas svg = {.kind = CANVAS_SVG};

// Every line that is not of the words holds nothing from outside: the words start with `>`.
static void expect_names_are_data(const char *script)
{
    g_auto(GStrv) lines = g_strsplit(script, "\n", -1);
    for (char **line = lines; *line; line++)
        if (**line != '>')
            cr_expect_null(strstr(*line, "pwned"), "%s", *line);
}

static void expect_of_all(struct run *run, guint least)
{
    g_auto(Planned) planned = charts_plan(run, G_MAXUINT, 100);
    cr_assert_geq(planned.charts->len, least);
    for (guint i = 0; i < planned.charts->len; i++) {
        GString *script = chart_script(g_ptr_array_index(planned.charts, i), &svg, "a.svg");
        expect_names_are_data(script->str);
        g_string_free(script, TRUE);
    }
}

Test(chart_script, has_names_as_data_alone)
{
    g_autoptr(Run) run = sample_hostile_run();
    sample_measure(run, 2, 5);
    expect_of_all(run, 200);
}

Test(chart_script, has_names_of_two_builds_as_data_alone)
{
    g_autoptr(Run) run = sample_comparison();
    sample_measure(run, 2, 5);
    g_free(run->base_name);
    run->base_name = g_strdup(hostile_names[0]);
    expect_of_all(run, 11);
}

// The lines of the words of the first chart of a kind.
static char *words_of(const struct run *run, enum chart_kind kind)
{
    g_auto(Planned) planned = charts_plan(run, G_MAXUINT, 100);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < planned.charts->len; i++) {
        const struct chart *chart = g_ptr_array_index(planned.charts, i);
        if (chart->kind != kind)
            continue;
        for (guint w = 0; w < chart->words->len; w++)
            g_string_append_printf(text, "%s\n", (char *)g_ptr_array_index(chart->words, w));
        break;
    }
    return g_string_free(text, FALSE);
}

static void expect_words(const struct run *run, enum chart_kind kind, const char *expected)
{
    g_autofree char *words = words_of(run, kind);
    cr_expect_str_eq(words, expected);
}

Test(chart_script, of_a_break_even_says_where_it_is)
{
    g_autoptr(Run) run = sample_run();
    expect_words(run, CHART_BREAK_EVEN,
                 "radix is faster than insertion from n 256 on\nsort\nn\n"
                 "time relative to the baseline (log scale)\nquick\nradix\n");
}

Test(chart_script, of_a_throughput_marks_the_caches_on_its_axis)
{
    g_autoptr(Run) run = sample_run();
    const struct cache caches[] = {{1, CACHE_DATA, 32768, 1, 2},
                                   {1, CACHE_INSTRUCTION, 32768, 1, 2},
                                   {2, CACHE_UNIFIED, 1 << 20, 1, 2}};
    run->machine->caches = g_memdup2(caches, sizeof caches);
    run->machine->n_caches = G_N_ELEMENTS(caches);
    for (guint i = 0; i < run->results->len; i++) {
        struct result *result = g_ptr_array_index(run->results, i);
        if (strcmp(result->bench_case->group, "sort") == 0)
            result->bytes = (double)result->bench_case->arg * 8;
    }
    // radix: 8 * 65536 B in 591824 ns; 512 KiB is the largest, so the 1 MiB of L2 are off the axis
    expect_words(run, CHART_THROUGHPUT,
                 "radix moves up to 845 MiB/s, at 512 KiB\nsort\nbytes moved by one iteration\n"
                 "throughput at the median, MiB/s\ninsertion\nquick\nradix\nL1d 32 KiB\n");
}

Test(chart_script, of_the_order_tells_the_drift)
{
    g_autoptr(Run) run = sample_large_run(1);
    sample_measure(run, 2, 30);
    struct result *result = g_ptr_array_index(run->results, 0);
    for (guint p = 0; p < 2; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < 30; i++)
            g_array_index(process->samples, struct sample, i).elapsed_ns =
                1000000 * (uint64_t)(1000 + 100 * p);
    }
    expect_words(run, CHART_ORDER,
                 "loop: the last third of the samples took 10% longer than the first\n"
                 "group_0/loop: 60 samples of 2 processes, 6 disturbed\n"
                 "samples in the order in which they were taken\ntime per iteration, ns\n\n"
                 "samples\n");
}

Test(chart_script, of_a_distribution_tells_the_middle_half_and_what_is_beyond)
{
    g_autoptr(Run) run = sample_large_run(1);
    sample_measure(run, 4, 60);
    struct result *result = g_ptr_array_index(run->results, 0);
    const struct process *process = g_ptr_array_index(result->processes, 0);
    g_array_index(process->samples, struct sample, 9).elapsed_ns = 5000000000;
    expect_words(run, CHART_DISTRIBUTION,
                 "half of the samples of loop take 988 to 1012 ns\n"
                 "group_0/loop: 240 samples of 4 processes, 24 disturbed\n"
                 "time per iteration, ns\nat the edge: 1 beyond, up to 5.000 us\n\n");
}

Test(chart_script, of_samples_without_any_has_no_chart)
{
    g_autoptr(Run) run = sample_large_run(1);
    expect_words(run, CHART_ORDER, "");
    sample_measure(run, 1, 1);
    expect_words(run, CHART_ORDER,
                 "loop: too few undisturbed samples to see a drift\n"
                 "group_0/loop: 1 sample of 1 process, 0 disturbed\n"
                 "samples in the order in which they were taken\ntime per iteration, ns\n\n"
                 "samples\n");
}

Test(chart_script, of_many_comparisons_is_in_pages)
{
    g_autoptr(Run) run = sample_comparison();
    for (guint i = 0; i < 76; i++) {
        struct comparison *comparison = comparison_new("parse/more", "parse/more");
        comparison->ratio = 1;
        g_ptr_array_add(run->comparisons, comparison);
    }
    g_auto(Planned) planned = charts_plan(run, G_MAXUINT, 0);
    cr_assert_eq(planned.charts->len, 3);
    const struct chart *last = g_ptr_array_index(planned.charts, 2);
    cr_expect_str_eq(last->name, "comparison-page-3");
    cr_expect_not_null(
        strstr(last->words->pdata[CHART_ABOUT], "cases 81 to 81 of 81, worst first"));
}

Test(chart_script, names_of_files_are_safe_and_unique)
{
    g_autoptr(Run) run = sample_hostile_run();
    sample_measure(run, 1, 2);
    g_auto(Planned) planned = charts_plan(run, G_MAXUINT, 1000);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < planned.charts->len; i++) {
        const char *name = ((struct chart *)g_ptr_array_index(planned.charts, i))->name;
        cr_expect(g_hash_table_add(names, g_ascii_strdown(name, -1)), "%s", name);
        cr_expect(g_regex_match_simple("^[A-Za-z0-9][A-Za-z0-9._-]{0,110}$", name, 0, 0), "%s",
                  name);
    }
}

static guint count_kind(const GPtrArray *charts, enum chart_kind kind)
{
    guint n = 0;
    for (guint i = 0; i < charts->len; i++)
        n += ((const struct chart *)g_ptr_array_index(charts, i))->kind == kind;
    return n;
}

Test(chart_script, is_made_of_as_many_charts_of_a_kind_as_are_asked_for)
{
    g_autoptr(Run) run = sample_hostile_run();
    sample_measure(run, 2, 5);
    g_auto(Planned) all = charts_plan(run, G_MAXUINT, 0);
    g_auto(Planned) few = charts_plan(run, 2, 3);
    cr_assert_gt(count_kind(all.charts, CHART_ALTERNATIVES), 2);
    cr_expect_eq(count_kind(few.charts, CHART_ALTERNATIVES), 2);
    cr_expect_eq(count_kind(few.charts, CHART_DISTRIBUTION), 3, "these have their own limit");
}
