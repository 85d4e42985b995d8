// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/base/text.h"
#include "reports/reporters.h"
#include "reports/terminal/comparison_table.h"
#include "reports/terminal/table.h"
#include "reports/words/comparison_words.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"

static char *render(const struct run *run, bool use_colour)
{
    const struct report report = {.run = run, .width = 80, .use_colour = use_colour};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("table")->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

Test(comparison_table, golden)
{
    g_autoptr(Run) run = sample_comparison();
    g_autofree char *text = render(run, false);
    golden_check("comparison.txt", text);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        if (!strstr(*line, " regression (")) // the closing line is one line, however long
            cr_expect_leq(text_columns(*line), 80, "%s", *line);
    cr_expect_null(strchr(text, '\x1b'));
}

static char *render_as(const struct report *report)
{
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("table")->write(out, report, NULL));
    return g_string_free(out, FALSE);
}

Test(comparison_table, is_sorted_and_shows_columns_as_asked)
{
    g_autoptr(Run) run = sample_comparison();
    g_auto(GStrv) columns = g_strsplit("change,base", ",", -1);
    const struct report by_name = {
        .run = run, .sort = REPORT_SORT_NAME, .columns = columns, .unit = "ns"};
    g_autofree char *text = render_as(&by_name);
    cr_expect_not_null(strstr(text, "case                            change      base\n"), "%s",
                       text);
    cr_expect_not_null(strstr(text, "parse/large                     +8.30%  48200 ns\n"
                                    "parse/numbers                  -13.00%   3300 ns\n"),
                       "%s", text);
    const struct report by_time = {.run = run, .sort = REPORT_SORT_TIME};
    g_autofree char *sorted = render_as(&by_time);
    cr_expect_lt(strstr(sorted, "parse/small"), strstr(sorted, "parse/numbers"));
    cr_expect_lt(strstr(sorted, "parse/numbers"), strstr(sorted, "parse/large"));
    const struct report as_declared = {.run = run, .sort = REPORT_SORT_DECLARED};
    g_autofree char *declared = render_as(&as_declared);
    for (guint i = 1; i < 3; i++) {
        const struct comparison *before = g_ptr_array_index(run->comparisons, i - 1);
        const struct comparison *after = g_ptr_array_index(run->comparisons, i);
        cr_expect_lt(strstr(declared, before->id), strstr(declared, after->id));
    }
}

Test(comparison_table, knows_no_other_columns)
{
    g_autoptr(Run) run = sample_comparison();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) columns = g_strsplit("change,colour", ",", -1);
    cr_assert_not(table_columns_are_known(run, columns, &error));
    cr_expect(g_str_has_prefix(error->message,
                               "unknown column 'colour'; of two builds there are: case, base, "
                               "head, change, bar, interval, verdict, detectable, node, note"));
}

Test(comparison_table, puts_the_worst_first)
{
    g_autoptr(Run) run = sample_comparison();
    g_autoptr(GPtrArray) sorted = comparisons_sorted(run);
    const char *const order[] = {"parse/large", "parse/numbers", "parse/small",
                                 "parse/$(touch pwned)\n\x1b[2J", "parse/tokens"};
    cr_assert_eq(sorted->len, G_N_ELEMENTS(order));
    for (guint i = 0; i < sorted->len; i++)
        cr_expect_str_eq(((struct comparison *)g_ptr_array_index(sorted, i))->id, order[i]);
}

Test(comparison_table, closes_with_a_line_to_act_on)
{
    g_autoptr(Run) run = sample_comparison();
    g_autofree char *line = comparison_summary(run);
    cr_expect_str_eq(line, "1 regression (parse/large +8.30% [+6.13%, +10.47%]), 1 "
                           "improvement, 1 same, 1 placement, 1 unclear (changes under 1.0% "
                           "could not be seen)");
}

Test(comparison_table, counts_nothing_in_an_empty_run)
{
    g_autoptr(Run) run = run_new();
    run->base_name = g_strdup("a");
    run->head_name = g_strdup("b");
    g_autofree char *line = comparison_summary(run);
    cr_expect_str_eq(line, "0 regressions, 0 improvements, 0 same");
    g_autofree char *text = render(run, false);
    cr_expect(g_str_has_suffix(text, "0 same\n"));
}

Test(comparison_table, levels_have_as_few_digits_as_tell_them_from_100)
{
    const struct {
        double level;
        const char *text;
    } cases[] = {
        {0.99, "99"}, {0.995, "99.5"}, {0.9975, "99.75"}, {0.99994, "99.994"}, {0.95, "95"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = comparison_level(cases[i].level);
        cr_expect_str_eq(text, cases[i].text);
    }
}
