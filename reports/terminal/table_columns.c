// SPDX-License-Identifier: MIT
#include "reports/terminal/table_columns.h"

#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/result/summary.h"
#include "reports/terminal/bars.h"
#include "reports/words/metrics.h"
#include "reports/words/palette.h"
#include "reports/words/units.h"

struct row {
    const struct result *result;
    const struct comparison *comparison; // NULL when there is none, or it must not be ranked
    bool is_reference;
};

static struct row *collect_rows(const struct run *run, const struct group *group)
{
    struct row *rows = g_new0(struct row, group->results->len);
    for (guint i = 0; i < group->results->len; i++) {
        const struct result *result = g_ptr_array_index(group->results, i);
        const char *id = result->bench_case->id;
        rows[i] = (struct row){
            .result = result,
            .comparison = result_is_ranked(result) ? run_find_comparison(run, id) : NULL,
            .is_reference = case_is_reference(run, result->bench_case),
        };
    }
    return rows;
}

// Texts of a column, row by row. NULL or empty: nothing to say.
typedef char *(*cell_text)(const struct row *row);

// Adds a column unless all its cells are empty.
static void add_column(struct grid *grid, const char *title, int flags, cell_text text,
                       const struct row *rows, size_t n)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_full((guint)n, g_free);
    bool is_empty = true;
    for (size_t i = 0; i < n; i++) {
        char *cell = text(&rows[i]);
        is_empty = is_empty && (!cell || !*cell);
        g_ptr_array_add(texts, cell);
    }
    if (is_empty)
        return;
    grid_add_column(grid, title, flags);
    for (size_t i = 0; i < n; i++)
        grid_set(grid, i, g_strdup(texts->pdata[i] ? texts->pdata[i] : ""), NULL);
}

static char *half_interval(const struct row *row)
{
    g_autofree char *half = units_percent(summary_precision(&row->result->summary));
    return *half ? g_strconcat(" ±", half, NULL) : g_strdup("");
}

static void add_medians(struct grid *grid, const struct time_scale *scale, const struct row *rows,
                        size_t n)
{
    size_t widest = 0;
    for (size_t i = 0; i < n; i++) {
        g_autofree char *half = half_interval(&rows[i]);
        widest = MAX(widest, text_columns(half));
    }
    g_autofree char *title = g_strdup_printf("median %s", scale->unit);
    grid_add_column(grid, title, GRID_RIGHT | GRID_ESSENTIAL);
    for (size_t i = 0; i < n; i++) {
        g_autofree char *median = units_scaled(scale, rows[i].result->summary.median_ns);
        g_autofree char *half = half_interval(&rows[i]);
        // Blanks keep the medians below each other.
        int blanks = *median ? (int)(widest - text_columns(half)) : 0;
        grid_set(grid, i, g_strdup_printf("%s%s%*s", median, half, blanks, ""), NULL);
    }
}

static void add_times(struct grid *grid, const struct row *rows, size_t n)
{
    g_autofree double *times = g_new(double, 2 * n);
    for (size_t i = 0; i < n; i++) {
        times[2 * i] = rows[i].result->summary.best_ns;
        times[2 * i + 1] = rows[i].result->summary.median_ns;
    }
    struct time_scale scale = time_scale_for(times, 2 * n);
    g_autofree char *title = g_strdup_printf("best %s", scale.unit);
    grid_add_column(grid, title, GRID_RIGHT | GRID_ESSENTIAL);
    for (size_t i = 0; i < n; i++)
        grid_set(grid, i, units_scaled(&scale, times[2 * i]), NULL);
    add_medians(grid, &scale, rows, n);
}

static char *claim_text(const struct row *row)
{
    if (!row->comparison || row->comparison->claim == CLAIM_NONE)
        return NULL;
    return g_strdup(claim_word(row->comparison->claim));
}

// Ratio and interval stand below each other: both are padded to the widest of the column.
static void add_speedups(struct grid *grid, const struct row *rows, size_t n)
{
    size_t widest = 0;
    for (size_t i = 0; i < n; i++) {
        g_autofree char *speedup =
            units_speedup(rows[i].comparison ? rows[i].comparison->ratio : NAN);
        widest = MAX(widest, strlen(speedup));
    }
    if (widest == 0)
        return;
    grid_add_column(grid, "speed-up [interval]", GRID_ESSENTIAL);
    for (size_t i = 0; i < n; i++) {
        const struct comparison *comparison = rows[i].comparison;
        if (!comparison)
            continue;
        g_autofree char *speedup = units_speedup(comparison->ratio);
        g_autofree char *interval = units_speedup_interval(comparison->ratio, comparison->interval);
        grid_set(grid, i, g_strdup_printf("%*s %s", (int)widest, speedup, interval), NULL);
    }
}

// The time of a row beside that of the slowest of its alternatives, all over the baseline's; NAN
// where it is not ranked.
static double share_of_slowest(const struct row *row, const struct row *rows, size_t n)
{
    double slowest = 1;
    double own = row->is_reference ? 1 : NAN;
    for (size_t i = 0; i < n; i++)
        if (rows[i].comparison != NULL &&
            case_is_alternative(rows[i].result->bench_case, row->result->bench_case))
            slowest = fmax(slowest, rows[i].comparison->ratio);
    if (row->comparison != NULL)
        own = row->comparison->ratio;
    return own / slowest;
}

static void add_bars(struct grid *grid, const struct row *rows, size_t n)
{
    bool is_needed = false;
    for (size_t i = 0; i < n; i++)
        is_needed = is_needed || rows[i].comparison != NULL;
    if (!is_needed)
        return;
    grid_add_column(grid, "ratio", 0);
    for (size_t i = 0; i < n; i++)
        if (rows[i].result->status == STATUS_OK)
            grid_set(grid, i, bar_of_share(share_of_slowest(&rows[i], rows, n)), NULL);
}

const char *table_verdict(const struct result *result, const struct comparison *comparison,
                          bool is_reference)
{
    if (result->status != STATUS_OK)
        return status_word(result->status);
    if (result->is_optimised_out)
        return "optimised away?";
    if (result->is_at_floor)
        return "at the floor";
    if (comparison)
        return verdict_word(comparison->verdict);
    return is_reference ? "baseline" : "";
}

static const char *verdict_text(const struct row *row)
{
    return table_verdict(row->result, row->comparison, row->is_reference);
}

static const char *verdict_colour(const struct row *row)
{
    if (row->result->status == STATUS_SKIPPED)
        return NULL;
    if (row->result->status != STATUS_OK)
        return "red";
    if (row->result->is_optimised_out || row->result->is_at_floor)
        return "yellow";
    return row->comparison ? palette_terminal(row->comparison->verdict) : NULL;
}

static void add_verdicts(struct grid *grid, const struct row *rows, size_t n)
{
    bool is_needed = false;
    for (size_t i = 0; i < n; i++)
        is_needed = is_needed || (*verdict_text(&rows[i]) && n > 1) || verdict_colour(&rows[i]) ||
                    rows[i].result->status != STATUS_OK;
    if (!is_needed)
        return;
    grid_add_column(grid, "verdict", GRID_ESSENTIAL);
    for (size_t i = 0; i < n; i++)
        grid_set(grid, i, g_strdup(verdict_text(&rows[i])), verdict_colour(&rows[i]));
}

// The metrics that benchrun knows, or those that it does not.
static void add_metrics(struct grid *grid, const GPtrArray *metrics, bool are_known,
                        const struct row *rows, size_t n)
{
    for (guint m = 0; m < metrics->len; m++) {
        const struct metric *column = g_ptr_array_index(metrics, m);
        if ((metric_kind_find(column->name) != NULL) != are_known)
            continue;
        g_autofree char *title = metric_title(column);
        grid_add_column(grid, title, GRID_RIGHT);
        for (size_t i = 0; i < n; i++) {
            const struct metric *metric = metric_like(rows[i].result, column);
            grid_set(grid, i, metric ? metric_text(metric) : g_strdup(""), NULL);
        }
    }
}

struct grid *table_columns(const struct run *run, const struct group *group)
{
    size_t n = group->results->len;
    g_autofree struct row *rows = collect_rows(run, group);
    g_autoptr(GPtrArray) metrics = metric_columns(group->results);
    struct grid *grid = grid_new(n);
    grid_add_column(grid, "case", 0);
    for (size_t i = 0; i < n; i++)
        grid_set(grid, i, case_label(rows[i].result->bench_case), NULL);
    add_times(grid, rows, n);
    add_metrics(grid, metrics, true, rows, n);
    add_bars(grid, rows, n);
    add_speedups(grid, rows, n);
    add_verdicts(grid, rows, n);
    add_column(grid, "claim", GRID_ESSENTIAL, claim_text, rows, n);
    add_metrics(grid, metrics, false, rows, n);
    return grid;
}
