// SPDX-License-Identifier: MIT
#include "reports/terminal/table_columns.h"

#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/result/summary.h"
#include "reports/terminal/bars.h"
#include "reports/terminal/table_rows.h"
#include "reports/words/comparison_words.h"
#include "reports/words/metrics.h"
#include "reports/words/palette.h"
#include "reports/words/units.h"

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

// The scale of all times of the rows; false where each has its own unit.
static bool find_scale(const struct row *rows, size_t n, struct time_scale *out)
{
    g_autofree double *times = g_new(double, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        times[2 * i] = rows[i].result->summary.best_ns;
        times[2 * i + 1] = rows[i].result->summary.median_ns;
    }
    return time_scale_common(times, 2 * n, n > 0 ? rows->unit : NULL, out);
}

static char *time_text(const struct time_scale *scale, double time_ns)
{
    return scale != NULL ? units_scaled(scale, time_ns) : units_time(time_ns);
}

static void add_time_column(struct grid *grid, const char *name, int flags,
                            const struct time_scale *scale)
{
    g_autofree char *title =
        scale != NULL ? g_strdup_printf("%s %s", name, scale->unit) : g_strdup(name);
    grid_add_column(grid, title, GRID_RIGHT | flags);
}

static void add_bests(struct grid *grid, const struct row *rows, size_t n)
{
    struct time_scale common;
    const struct time_scale *scale = find_scale(rows, n, &common) ? &common : NULL;
    add_time_column(grid, "best", GRID_OPTIONAL, scale);
    for (size_t i = 0; i < n; i++)
        grid_set(grid, i, time_text(scale, rows[i].result->summary.best_ns), NULL);
}

static void add_medians(struct grid *grid, const struct row *rows, size_t n)
{
    struct time_scale common;
    const struct time_scale *scale = find_scale(rows, n, &common) ? &common : NULL;
    size_t widest = 0;
    for (size_t i = 0; i < n; i++) {
        g_autofree char *half = half_interval(&rows[i]);
        widest = MAX(widest, text_columns(half));
    }
    add_time_column(grid, "median", GRID_ESSENTIAL, scale);
    for (size_t i = 0; i < n; i++) {
        g_autofree char *median = time_text(scale, rows[i].result->summary.median_ns);
        g_autofree char *half = half_interval(&rows[i]);
        // Blanks keep the medians below each other.
        int blanks = *median ? (int)(widest - text_columns(half)) : 0;
        grid_set(grid, i, g_strdup_printf("%s%s%*s", median, half, blanks, ""), NULL);
    }
}

static char *claim_text(const struct row *row)
{
    if (!row->comparison || row->comparison->claim == CLAIM_NONE)
        return NULL;
    return g_strdup(claim_word(row->comparison->claim));
}

// Ratios and intervals are aligned: both are padded to the widest of the column.
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
        g_autofree char *interval = comparison_speedup_interval(comparison);
        grid_set(grid, i, g_strdup_printf("%*s %s", (int)widest, speedup, interval), NULL);
    }
}

// What the bar of a row shows: time over the baseline's; NAN where it is not ranked.
static double bar_ratio(const struct row *row)
{
    return row->comparison != NULL ? row->comparison->ratio : row->is_reference ? 1 : NAN;
}

// By case: the slowest row of its alternatives.
static GHashTable *find_slowest(const struct row *rows, size_t n)
{
    GHashTable *slowest = g_hash_table_new(case_hash_alternative, case_equal_alternative);
    for (size_t i = 0; i < n; i++) {
        struct bench_case *bench_case = rows[i].result->bench_case;
        const struct row *known = g_hash_table_lookup(slowest, bench_case);
        bool is_slower = known == NULL || bar_ratio(&rows[i]) > bar_ratio(known);
        if (rows[i].comparison != NULL && isfinite(rows[i].comparison->ratio) && is_slower)
            g_hash_table_insert(slowest, bench_case, (gpointer)&rows[i]);
    }
    return slowest;
}

static void add_bars(struct grid *grid, const struct row *rows, size_t n)
{
    bool is_needed = false;
    for (size_t i = 0; i < n; i++)
        is_needed = is_needed || rows[i].comparison != NULL;
    if (!is_needed)
        return;
    grid_add_column(grid, "ratio", GRID_OPTIONAL);
    g_autoptr(GHashTable) slowest = find_slowest(rows, n);
    for (size_t i = 0; i < n; i++) {
        const struct row *other = g_hash_table_lookup(slowest, rows[i].result->bench_case);
        double most = fmax(other != NULL ? bar_ratio(other) : 1, 1); // the baseline's is 1
        if (rows[i].result->status == STATUS_OK)
            grid_set(grid, i, bar_of_share(bar_ratio(&rows[i]) / most), NULL);
    }
}

static char *verdict_text(const struct row *row)
{
    return case_verdict_text(row->result, row->comparison, row->is_reference);
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
    for (size_t i = 0; i < n; i++) {
        g_autofree char *text = verdict_text(&rows[i]);
        is_needed = is_needed || (*text && n > 1) || verdict_colour(&rows[i]) ||
                    rows[i].result->status != STATUS_OK;
    }
    if (!is_needed)
        return;
    grid_add_column(grid, "verdict", GRID_ESSENTIAL);
    for (size_t i = 0; i < n; i++)
        grid_set(grid, i, verdict_text(&rows[i]), verdict_colour(&rows[i]));
}

static void add_metric(struct grid *grid, const struct metric *column, int flags,
                       const struct row *rows, size_t n)
{
    g_autofree char *title = metric_title(column);
    grid_add_column(grid, title, GRID_RIGHT | flags);
    for (size_t i = 0; i < n; i++) {
        const struct metric *metric = metric_like(rows[i].result, column);
        grid_set(grid, i, metric ? metric_text(metric) : g_strdup(""), NULL);
    }
}

// The metrics that benchrun knows, or those that it does not.
static void add_metrics(struct grid *grid, const GPtrArray *metrics, bool are_known,
                        const struct row *rows, size_t n)
{
    for (guint m = 0; m < metrics->len; m++) {
        const struct metric *column = g_ptr_array_index(metrics, m);
        if ((metric_kind_find(column->name) != NULL) == are_known)
            add_metric(grid, column, metric_is_optional(column) ? GRID_OPTIONAL : 0, rows, n);
    }
}

static char *node_text(const struct row *row)
{
    return text_printable(row->result->node != NULL ? row->result->node : "");
}

#define METRICS "metrics"

// What a column is made by: the texts of its cells, or a function for all of it.
static const struct column {
    const char *key;
    const char *title;
    int flags;
    cell_text text;
    void (*add)(struct grid *grid, const struct row *rows, size_t n);
} columns[] = {
    {"best", "best", 0, NULL, add_bests},
    {"median", "median", 0, NULL, add_medians},
    {METRICS, METRICS, 0, NULL, NULL}, // those that benchrun knows
    {"ratio", "ratio", 0, NULL, add_bars},
    {"speed-up", "speed-up [interval]", 0, NULL, add_speedups},
    {"verdict", "verdict", 0, NULL, add_verdicts},
    {"claim", "claim", GRID_ESSENTIAL, claim_text, NULL},
    {"node", "node", GRID_OPTIONAL, node_text, NULL},
};

static void add_known(struct grid *grid, const struct column *column, const struct row *rows,
                      size_t n)
{
    if (column->text != NULL)
        add_column(grid, column->title, column->flags, column->text, rows, n);
    else if (column->add != NULL)
        column->add(grid, rows, n);
}

static const struct column *find_column(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        if (g_ascii_strcasecmp(word, columns[i].key) == 0 ||
            g_ascii_strcasecmp(word, columns[i].title) == 0)
            return &columns[i];
    return NULL;
}

static void add_all_metrics(struct grid *grid, bool are_known, const struct group *group,
                            const struct row *rows, size_t n)
{
    g_autoptr(GPtrArray) metrics = metric_columns(group->results);
    add_metrics(grid, metrics, are_known, rows, n);
}

// A column of the table, or else the metric of that name.
static void add_chosen(struct grid *grid, const char *word, const struct group *group,
                       const struct row *rows, size_t n)
{
    const struct column *column = find_column(word);
    const struct metric *metric = NULL;
    for (size_t i = 0; i < n && column == NULL && metric == NULL; i++)
        metric = metric_find_called(rows[i].result, word);
    if (column != NULL && strcmp(column->key, METRICS) == 0)
        add_all_metrics(grid, true, group, rows, n);
    else if (column != NULL)
        add_known(grid, column, rows, n);
    else if (metric != NULL)
        add_metric(grid, metric, 0, rows, n);
}

bool table_columns_has(const struct report *report, const char *key)
{
    for (char **word = report->columns; word != NULL && *word != NULL; word++)
        if (find_column(*word) != NULL && strcmp(find_column(*word)->key, key) == 0)
            return true;
    return report->columns == NULL;
}

static char *known_columns(const struct run *run)
{
    GString *known = g_string_new("case");
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        g_string_append_printf(known, ", %s", columns[i].key);
    g_autoptr(GPtrArray) metrics = metric_columns(run->results);
    metric_append_names(known, metrics);
    return g_string_free(known, FALSE);
}

bool table_columns_check(const struct run *run, char *const *words, GError **error)
{
    for (; words != NULL && *words != NULL; words++) {
        bool is_known = strcmp(*words, "case") == 0 || find_column(*words) != NULL;
        for (guint i = 0; i < run->results->len && !is_known; i++)
            is_known = metric_find_called(g_ptr_array_index(run->results, i), *words) != NULL;
        if (is_known)
            continue;
        g_autofree char *known = known_columns(run);
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "unknown column '%s'; known: %s", *words, known);
        return false;
    }
    return true;
}

struct grid *table_columns(const struct report *report, const struct group *group)
{
    size_t n = group->results->len;
    g_autofree struct row *rows = table_rows(report, group);
    struct grid *grid = grid_new(n);
    table_rows_name(grid, rows, group);
    if (report->columns != NULL) {
        for (char **word = report->columns; *word != NULL; word++)
            add_chosen(grid, *word, group, rows, n);
        grid_keep(grid);
        return grid;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
        add_chosen(grid, columns[i].key, group, rows, n);
    add_all_metrics(grid, false, group, rows, n);
    return grid;
}
