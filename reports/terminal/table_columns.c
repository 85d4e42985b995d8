// SPDX-License-Identifier: MIT
#include "reports/terminal/table_columns.h"

#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/result/summary.h"
#include "reports/terminal/bars.h"
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

static char *cycles_text(const struct row *row)
{
    g_autofree char *count = units_count(row->result->summary.cycles);
    bool is_estimated = *count && row->result->cycle_source == CYCLES_ESTIMATED;
    return g_strconcat(is_estimated ? "~" : "", count, NULL);
}

static double per_second(double amount, const struct result *result)
{
    return amount > 0 ? amount / result->summary.median_ns * 1e9 : NAN;
}

static char *throughput_text(const struct row *row)
{
    return units_byte_rate(per_second(row->result->bytes, row->result));
}

static char *items_text(const struct row *row)
{
    return units_item_rate(per_second(row->result->items, row->result));
}

bool cpu_share_is_telling(const struct result *result)
{
    return summary_waits(&result->summary) ||
           (result->bench_case->uses_all_cpus && isfinite(result->summary.cpu_share));
}

static char *cpu_share_text(const struct row *row)
{
    const struct summary *summary = &row->result->summary;
    return isfinite(summary->cpu_share)
               ? g_strchomp(g_strdup_printf("%.2f %s", summary->cpu_share, summary_bound(summary)))
               : NULL;
}

static void add_cpu_shares(struct grid *grid, const struct row *rows, size_t n)
{
    bool is_telling = false;
    for (size_t i = 0; i < n; i++)
        is_telling = is_telling || cpu_share_is_telling(rows[i].result);
    if (is_telling)
        add_column(grid, "CPU share", 0, cpu_share_text, rows, n);
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

static const struct metric_value *find_metric(const struct result *result,
                                              const struct metric_value *like)
{
    for (guint i = 0; i < result->metrics->len; i++) {
        const struct metric_value *metric = g_ptr_array_index(result->metrics, i);
        if (strcmp(metric->name, like->name) == 0 && g_strcmp0(metric->unit, like->unit) == 0)
            return metric;
    }
    return NULL;
}

static void add_metric(struct grid *grid, const struct metric_value *like, const struct row *rows,
                       size_t n)
{
    enum { TITLE_COLUMNS = 30 };
    g_autofree char *whole = like->unit && *like->unit
                                 ? g_strdup_printf("%s %s", like->name, like->unit)
                                 : g_strdup(like->name);
    g_autofree char *printable = text_printable(whole);
    g_autofree char *title = text_keep_tail(printable, TITLE_COLUMNS);
    grid_add_column(grid, title, GRID_RIGHT);
    for (size_t i = 0; i < n; i++) {
        const struct metric_value *metric = find_metric(rows[i].result, like);
        grid_set(grid, i, units_count(metric ? metric->value : NAN), NULL);
    }
}

// A metric belongs to the first row that has it, and gets its column there.
static void add_metrics(struct grid *grid, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const GPtrArray *metrics = rows[i].result->metrics;
        for (guint m = 0; m < metrics->len; m++) {
            const struct metric_value *metric = g_ptr_array_index(metrics, m);
            bool is_known = false;
            for (size_t before = 0; before < i; before++)
                is_known = is_known || find_metric(rows[before].result, metric);
            if (!is_known)
                add_metric(grid, metric, rows, n);
        }
    }
}

struct grid *table_columns(const struct run *run, const struct group *group)
{
    size_t n = group->results->len;
    g_autofree struct row *rows = collect_rows(run, group);
    struct grid *grid = grid_new(n);
    grid_add_column(grid, "case", 0);
    for (size_t i = 0; i < n; i++)
        grid_set(grid, i, case_label(rows[i].result->bench_case), NULL);
    add_times(grid, rows, n);
    add_column(grid, "cycles", GRID_RIGHT, cycles_text, rows, n);
    add_column(grid, "throughput", GRID_RIGHT, throughput_text, rows, n);
    add_column(grid, "items", GRID_RIGHT, items_text, rows, n);
    add_bars(grid, rows, n);
    add_cpu_shares(grid, rows, n);
    add_speedups(grid, rows, n);
    add_verdicts(grid, rows, n);
    add_column(grid, "claim", GRID_ESSENTIAL, claim_text, rows, n);
    add_metrics(grid, rows, n);
    return grid;
}
