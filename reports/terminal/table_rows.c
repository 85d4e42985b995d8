// SPDX-License-Identifier: MIT
#include "reports/terminal/table_rows.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"

// Where the alternative of each row first appears, times the number of rows, and then the row.
static void set_places(struct row *rows, size_t n)
{
    g_autoptr(GHashTable) first = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < n; i++) {
        const struct bench_case *bench_case = rows[i].result->bench_case;
        g_autofree char *name = alternative_label(bench_case->name, bench_case->variant, 1);
        if (!g_hash_table_contains(first, name))
            g_hash_table_insert(first, g_strdup(name), GSIZE_TO_POINTER(i));
        rows[i].place = GPOINTER_TO_SIZE(g_hash_table_lookup(first, name)) * n + i;
    }
}

static int compare_numbers(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return (a > b) - (a < b);
}

// Against the baseline; NAN where it is not ranked.
static double row_ratio(const struct row *row)
{
    if (row->comparison != NULL)
        return row->comparison->ratio;
    return row->is_reference && result_is_ranked(row->result) ? 1 : NAN;
}

static int compare_cases(const struct bench_case *a, const struct bench_case *b)
{
    int names = strcmp(a->name, b->name);
    return names != 0 ? names : (a->arg > b->arg) - (a->arg < b->arg);
}

static gint compare_rows(gconstpointer left, gconstpointer right, gpointer data)
{
    const struct row *a = left, *b = right;
    const struct report *report = data;
    int order = 0;
    switch (report->sort) {
    case REPORT_SORT_USUAL:
    case REPORT_SORT_DECLARED:
        break;
    case REPORT_SORT_CHANGE:
        order = compare_numbers(row_ratio(a), row_ratio(b));
        break;
    case REPORT_SORT_NAME:
        order = compare_cases(a->result->bench_case, b->result->bench_case);
        break;
    case REPORT_SORT_TIME:
        order = compare_numbers(a->result->summary.median_ns, b->result->summary.median_ns);
        break;
    }
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

struct row *table_rows(const struct report *report, const struct group *group)
{
    guint n = group->results->len;
    struct row *rows = g_new0(struct row, n);
    for (guint i = 0; i < n; i++) {
        const struct result *result = g_ptr_array_index(group->results, i);
        const char *id = result->bench_case->id;
        rows[i] = (struct row){
            .result = result,
            .comparison = result_is_ranked(result) ? run_find_comparison(report->run, id) : NULL,
            .is_reference = case_is_reference(report->run, result->bench_case),
            .unit = report->unit,
        };
    }
    set_places(rows, n);
    g_qsort_with_data(rows, (gint)n, sizeof *rows, compare_rows, (gpointer)report);
    return rows;
}

// Alternatives and their arguments have a column each; an alternative is named once.
static void add_alternatives(struct grid *grid, const struct row *rows, const struct group *group)
{
    enum { TITLE_COLUMNS = 20 };
    guint n = group->results->len;
    g_autofree char *above = NULL;
    g_autofree char *name = group_argument_name(group);
    g_autofree char *title = text_keep_tail(name != NULL ? name : "arg", TITLE_COLUMNS);
    grid_add_column(grid, "case", 0);
    for (guint i = 0; i < n; i++) {
        char *label = case_alternative(rows[i].result->bench_case);
        grid_set(grid, i, g_strdup(g_strcmp0(label, above) == 0 ? "" : label), NULL);
        g_free(above);
        above = label;
    }
    grid_add_column(grid, title, GRID_KEY | GRID_RIGHT);
    for (guint i = 0; i < n; i++)
        grid_set(grid, i, case_argument(rows[i].result->bench_case, name == NULL), NULL);
}

void table_rows_name(struct grid *grid, const struct row *rows, const struct group *group)
{
    if (group_has_arguments(group)) {
        add_alternatives(grid, rows, group);
        return;
    }
    grid_add_column(grid, "case", 0);
    for (guint i = 0; i < group->results->len; i++)
        grid_set(grid, i, case_label(rows[i].result->bench_case), NULL);
}
