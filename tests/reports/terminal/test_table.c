// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/base/text.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "reports/terminal/table.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"

static char *render(const struct run *run, unsigned width, bool use_colour)
{
    const struct report report = {
        .run = run, .width = width, .use_colour = use_colour, .worth_ratio = 3};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("table")->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

static void expect_within(const char *text, size_t width)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        cr_expect_leq(text_columns(*line), width, "%s", *line);
        cr_expect(!g_str_has_suffix(*line, " "), "ends with a blank: %s", *line);
    }
}

Test(table, golden)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *text = render(run, 80, false);
    golden_check("sample.txt", text);
    expect_within(text, 80);
}

Test(table, golden_wide)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *text = render(run, 132, false);
    golden_check("sample_wide.txt", text);
}

// As in a pipe or a log of CI: one table, as wide as it needs; prose is still wrapped.
Test(table, golden_without_a_terminal)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *text = render(run, 0, false);
    golden_check("sample_piped.txt", text);
}

Test(table, golden_colour)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *text = render(run, 80, true);
    golden_check("sample_colour.txt", text);
}

Test(table, golden_hostile)
{
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *text = render(run, 80, false);
    golden_check("hostile.txt", text);
    expect_within(text, 80);
}

Test(table, colour_adds_nothing_else)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *plain = render(run, 0, false);
    g_autofree char *coloured = render(run, 0, true);
    g_autoptr(GRegex) codes = g_regex_new(" *\x1b\\[[0-9;]*m *", 0, 0, NULL);
    g_autoptr(GRegex) blanks = g_regex_new(" +", 0, 0, NULL);
    g_autofree char *stripped = g_regex_replace_literal(codes, coloured, -1, 0, " ", 0, NULL);
    g_autofree char *left = g_regex_replace_literal(blanks, stripped, -1, 0, "", 0, NULL);
    g_autofree char *right = g_regex_replace_literal(blanks, plain, -1, 0, "", 0, NULL);
    cr_expect_str_eq(left, right);
}

Test(table, hostile_names_move_no_terminal)
{
    g_autoptr(Run) run = sample_hostile_run();
    for (guint i = 0; i < run->results->len; i++) // a range that is long enough for fits
        ((struct result *)g_ptr_array_index(run->results, i))->bench_case->arg *= 2 * (i + 1);
    run_fit(run);
    g_autofree char *text = render(run, 0, false);
    cr_assert_not_null(strstr(text, "fit: "));
    cr_assert(g_utf8_validate(text, -1, NULL));
    for (const char *c = text; *c; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        cr_assert(character == '\n' || g_unichar_isprint(character), "U+%04x", character);
    }
}

Test(table, narrow_terminals_lose_nothing)
{
    g_autoptr(Run) run = sample_run();
    for (unsigned width = 1; width < 200; width += 7) {
        g_autofree char *text = render(run, width, false);
        cr_expect_not_null(strstr(text, "fails"));
        cr_expect_not_null(strstr(text, "hit rate"));
        cr_expect_not_null(strstr(text, "5.61x"));
    }
}

static char *render_as(const struct report *report)
{
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("table")->write(out, report, NULL));
    return g_string_free(out, FALSE);
}

static void expect_order(const struct report *report, const char *const rows[3])
{
    g_autofree char *text = render_as(report);
    for (unsigned row = 0; row < 2; row++)
        cr_expect_lt(strstr(text, rows[row]), strstr(text, rows[row + 1]), "%s", text);
}

Test(table, is_sorted_as_asked)
{
    g_autoptr(Run) run = sample_large_run(1);
    const struct report by_name = {.run = run, .sort = REPORT_SORT_NAME};
    const struct report by_time = {.run = run, .sort = REPORT_SORT_TIME};
    const struct report by_change = {.run = run, .sort = REPORT_SORT_CHANGE};
    const char *const of_name[] = {"\nloop", "\nsimd", "\nunrolled"};
    const char *const of_time[] = {"\nsimd", "\nloop", "\nunrolled"};
    expect_order(&by_name, of_name);
    expect_order(&by_time, of_time);
    expect_order(&by_change, of_time);
}

Test(table, shows_columns_and_units_as_asked)
{
    g_autoptr(Run) run = sample_run();
    g_auto(GStrv) columns = g_strsplit("verdict,median,hit rate", ",", -1);
    const struct report report = {.run = run, .columns = columns, .unit = "us"};
    g_autofree char *text = render_as(&report);
    cr_expect_not_null(
        strstr(text, "case                 verdict                  median us  hit rate %\n"
                     "recursive            baseline            4200.000 ±0.2%\n"),
        "%s", text);
    cr_expect_null(strstr(text, "speed-up ["));
}

Test(table, names_the_columns_where_one_is_unknown)
{
    g_autoptr(Run) run = sample_run();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) columns = g_strsplit("verdict,colour", ",", -1);
    cr_assert_not(table_columns_are_known(run, columns, &error));
    cr_expect_str_eq(
        error->message,
        "unknown column 'colour'; known: case, best, median, metrics, ratio, speed-up, verdict, "
        "claim, node, cycles, throughput, items, hits, hit rate, currsize");
}

Test(table, explains_the_columns_that_are_there)
{
    g_autoptr(Run) run = sample_run();
    g_auto(GStrv) best = g_strsplit("best", ",", -1);
    g_auto(GStrv) cycles = g_strsplit("median,cycles", ",", -1);
    const struct report of_best = {.run = run, .columns = best};
    const struct report of_cycles = {.run = run, .columns = cycles};
    g_autofree char *shortest = render_as(&of_best);
    g_autofree char *longer = render_as(&of_cycles);
    cr_expect_not_null(strstr(shortest, "Per iteration. Fit:"), "%s", shortest);
    cr_expect_null(strstr(shortest, "Cycles"));
    cr_expect_null(strstr(shortest, "±: half"));
    cr_expect_not_null(strstr(longer, "±: half the median's 95% interval. Cycles"), "%s", longer);
    cr_expect_null(strstr(longer, "Speed-up:"));
}

Test(table, of_nothing)
{
    g_autoptr(Run) run = run_new();
    run->duration_s = NAN;
    g_autofree char *text = render(run, 0, false);
    cr_expect_str_eq(text, "0 measured\n");
}

// Does each line of `text` that begins with `label` hold the phrase?
static bool says(const char *text, const char *label, const char *phrase)
{
    bool is_said = false;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        is_said = is_said || (g_str_has_prefix(*line, label) && strstr(*line, phrase));
    return is_said;
}

Test(table, shows_the_share_of_cpu_time_where_a_case_waits_or_may_use_several_cpus)
{
    static const char *const title = "CPU share";
    g_autoptr(Run) run = sample_large_run(1);
    struct result **results = (struct result **)run->results->pdata;
    g_autofree char *busy = render(run, 132, false);
    cr_expect_null(strstr(busy, title));
    result_set_metric(results[1], "cpu_share", SOURCE_TIME, 0.037);
    result_set_metric(results[2], "cpu_share", SOURCE_TIME, NAN);
    g_autofree char *waiting = render(run, 132, false);
    cr_expect(says(waiting, "loop", "1.00 CPU-bound"), "%s", waiting);
    cr_expect(says(waiting, "simd", "0.04 waiting"), "%s", waiting);
    cr_expect_not(says(waiting, "unrolled", "nan"), "%s", waiting);
    cr_expect_not_null(strstr(waiting, "CPU time of all threads and children over wall time"));
    result_set_metric(results[1], "cpu_share", SOURCE_TIME, 1.98);
    results[1]->bench_case->uses_all_cpus = true;
    g_autofree char *threads = render(run, 132, false);
    cr_expect(says(threads, "simd", "1.98 CPU-bound"), "%s", threads);
    result_set_metric(results[1], "cpu_share", SOURCE_TIME, 0.7);
    g_autofree char *between = render(run, 132, false);
    cr_expect(says(between, "simd", "0.70  "), "%s", between);
}

Test(table, of_inputs_compares_nothing)
{
    g_autoptr(Run) run = sample_large_run(1);
    g_ptr_array_set_size(run->comparisons, 0);
    for (guint i = 0; i < run->results->len; i++) {
        struct bench_case *bench_case = ((struct result *)run->results->pdata[i])->bench_case;
        bench_case->is_input = true;
        bench_case->is_baseline = false;
    }
    g_autofree char *text = render(run, 0, false);
    cr_expect_null(strstr(text, "verdict"), "%s", text);
    cr_expect_null(strstr(text, "speed-up"), "%s", text);
    cr_expect(says(text, "unrolled", "1003"), "%s", text);
}
