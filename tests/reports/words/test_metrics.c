// SPDX-License-Identifier: MIT
#include "reports/words/metrics.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/result/summary.h"
#include "tests/reports/sample_run.h"

enum { GROUPS = 100, MANY = 300 };

static void add_metric(struct run *run, guint result, guint metric)
{
    g_autofree char *name = g_strdup_printf("own%u", metric);
    result_set_metric(g_ptr_array_index(run->results, result), name, SOURCE_BODY, 1);
}

// Of the columns, those that add_metric() made.
static guint count_own(const struct run *run)
{
    guint n = 0;
    g_autoptr(GPtrArray) columns = metric_columns(run->results);
    for (guint i = 0; i < columns->len; i++)
        n += g_str_has_prefix(((const struct metric *)columns->pdata[i])->name, "own");
    return n;
}

Test(metric_columns, all_have_columns_where_the_table_is_not_mostly_empty)
{
    g_autoptr(Run) run = sample_large_run(GROUPS);
    for (guint i = 0; i < run->results->len; i++)
        for (guint m = 0; m < 30; m++)
            add_metric(run, i, m);
    cr_expect(count_own(run) == 30);
    g_autofree char *note = metric_columns_note(run->results);
    cr_expect_null(note);
}

Test(metric_columns, all_of_a_single_case_have_columns)
{
    g_autoptr(Run) run = sample_large_run(1);
    g_ptr_array_set_size(run->results, 1);
    for (guint m = 0; m < MANY; m++)
        add_metric(run, 0, m);
    cr_expect(count_own(run) == MANY);
}

Test(metric_columns, some_have_no_column_where_each_case_has_its_own)
{
    g_autoptr(Run) run = sample_large_run(GROUPS);
    cr_assert(run->results->len > 100);
    for (guint i = 0; i < run->results->len; i++)
        add_metric(run, i, i);
    cr_expect(count_own(run) >= 50 && count_own(run) <= 100, "%u", count_own(run));
    g_autofree char *note = metric_columns_note(run->results);
    cr_expect(note != NULL && strstr(note, "--format json") != NULL);
}
