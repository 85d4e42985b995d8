// SPDX-License-Identifier: MIT
#include "reports/terminal/history_grid.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/text.h"
#include "framework/stats/quantile.h"
#include "reports/words/history_words.h"
#include "reports/words/units.h"

enum { TREND_CELLS = 20, PLOT_CELLS = 30 };

// What a picture shows: all values, and at least a tenth of the middle, so that noise looks small.
struct extent {
    double low, high;
};

static struct extent extent_of(const GArray *points, bool with_intervals)
{
    const double least_share = 0.1;
    const struct history_point *all = elements_of(points, struct history_point);
    struct extent extent = {INFINITY, -INFINITY};
    for (guint i = 0; i < points->len; i++) {
        bool has_interval = with_intervals && !isnan(all[i].low) && !isnan(all[i].high) &&
                            !history_is_wide(&all[i]);
        extent.low = fmin(extent.low, has_interval ? all[i].low : all[i].value);
        extent.high = fmax(extent.high, has_interval ? all[i].high : all[i].value);
    }
    double middle = extent.low / 2 + extent.high / 2;
    double reach = fmax(extent.high / 2 - extent.low / 2, fabs(middle) * least_share / 2);
    return (struct extent){middle - reach, middle + reach};
}

static double share_of(const struct extent *extent, double value)
{
    double width = extent->high - extent->low;
    return width > 0 && isfinite(width) ? CLAMP((value - extent->low) / width, 0, 1) : 0.5;
}

// The median of each stretch of points, as a column of a height.
static char *draw_trend(const GArray *points)
{
    static const char *const heights[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const struct history_point *all = elements_of(points, struct history_point);
    struct extent extent = extent_of(points, false);
    guint n_cells = MIN(points->len, TREND_CELLS);
    GString *out = g_string_new(NULL);
    g_autofree double *values = g_new(double, points->len);
    for (guint cell = 0; cell < n_cells; cell++) {
        guint first = (guint)((guint64)points->len * cell / n_cells);
        guint last = (guint)((guint64)points->len * (cell + 1) / n_cells);
        for (guint i = first; i < last; i++)
            values[i - first] = all[i].value;
        double share = share_of(&extent, median_of(values, last - first));
        g_string_append(out, heights[(int)fmin(share * 8, 7)]);
    }
    return g_string_free(out, FALSE);
}

// The value as a dot on its interval.
static char *draw_point(const struct history_point *point, const struct extent *extent)
{
    const double most = PLOT_CELLS - 1;
    bool has_interval = !isnan(point->low) && !isnan(point->high);
    int at = (int)lround(share_of(extent, point->value) * most);
    int low = has_interval ? (int)lround(share_of(extent, point->low) * most) : at;
    int high = has_interval ? (int)lround(share_of(extent, point->high) * most) : at;
    GString *out = g_string_new(NULL);
    for (int i = 0; i <= MAX(high, at); i++)
        g_string_append(out, i == at ? "●" : i >= low && i <= high ? "─" : " ");
    return g_string_free(out, FALSE);
}

static const struct history_series *series_at(const struct history_report *report, guint i)
{
    return g_ptr_array_index(report->reading->series, i);
}

static const struct history_point *last_point(const struct history_series *series)
{
    return &g_array_index(series->points, struct history_point, series->points->len - 1);
}

static char *text_of_case(const struct history_series *series)
{
    return text_printable(series->case_id);
}

static char *text_of_metric(const struct history_series *series)
{
    return text_printable(series->metric);
}

static char *text_of_suite(const struct history_series *series)
{
    return text_printable(series->suite);
}

static char *text_of_machine(const struct history_series *series)
{
    return text_printable(series->machine);
}

static char *text_of_compiler(const struct history_series *series)
{
    return history_built_by(series);
}

static char *text_of_normalised(const struct history_series *series)
{
    return history_normalised_by(series);
}

static char *text_of_trend(const struct history_series *series)
{
    return draw_trend(series->points);
}

static char *text_of_count(const struct history_series *series)
{
    return g_strdup_printf("%u", history_count_commits(series));
}

static char *text_of_value(const struct history_series *series)
{
    return history_value(series, last_point(series)->value);
}

static char *text_of_interval(const struct history_series *series)
{
    return history_interval(series, last_point(series));
}

static char *text_of_change(const struct history_series *series)
{
    return units_change(history_change(series, series->points->len - 1));
}

static char *text_of_commit(const struct history_series *series)
{
    return history_commit_name(last_point(series)->run);
}

static char *text_of_date(const struct history_series *series)
{
    return history_date(last_point(series)->run);
}

// A column that is the same in all rows is left out where it may be.
static const struct column {
    const char *title;
    int flags;
    bool may_go;
    char *(*text)(const struct history_series *series);
} columns[] = {
    {"case", GRID_KEY, false, text_of_case},
    {"suite", GRID_KEY, true, text_of_suite},
    {"metric", GRID_KEY, true, text_of_metric},
    {"machine", GRID_KEY, true, text_of_machine},
    {"built by", GRID_KEY, true, text_of_compiler},
    {"normalised by", GRID_ESSENTIAL, false, text_of_normalised},
    {"trend", GRID_ESSENTIAL, false, text_of_trend},
    {"commits", GRID_RIGHT, false, text_of_count},
    {"newest", GRID_RIGHT | GRID_ESSENTIAL, false, text_of_value},
    {"interval", GRID_RIGHT, false, text_of_interval},
    {"change", GRID_RIGHT | GRID_ESSENTIAL, false, text_of_change},
    {"commit", 0, false, text_of_commit},
    {"date", 0, false, text_of_date},
};

static bool is_needed(const struct history_report *report, const struct column *column)
{
    if (column->text == text_of_normalised)
        return history_has_normalised(report->reading->series);
    g_autofree char *first = column->text(series_at(report, 0));
    for (guint i = 1; i < report->reading->series->len; i++) {
        g_autofree char *other = column->text(series_at(report, i));
        if (strcmp(first, other) != 0)
            return true;
    }
    return !column->may_go;
}

static void add_last_steps(struct grid *grid, const struct history_report *report)
{
    grid_add_column(grid, "last step", GRID_ESSENTIAL);
    for (guint i = 0; i < report->reading->series->len; i++) {
        const struct history_series *series = series_at(report, i);
        char *step = history_last_step(series, g_hash_table_lookup(report->steps, series));
        grid_set(grid, i, step != NULL ? step : g_strdup(""), NULL);
    }
}

struct grid *history_grid_of_all(const struct history_report *report)
{
    guint n = report->reading->series->len;
    struct grid *grid = grid_new(n);
    for (size_t c = 0; c < G_N_ELEMENTS(columns); c++) {
        if (!is_needed(report, &columns[c]))
            continue;
        if (columns[c].text == text_of_commit && report->steps != NULL)
            add_last_steps(grid, report);
        grid_add_column(grid, columns[c].title, columns[c].flags);
        for (guint i = 0; i < n; i++)
            grid_set(grid, i, columns[c].text(series_at(report, i)), NULL);
    }
    return grid;
}

static char *text_of_step(const struct history_report *report, const struct history_series *series,
                          guint at)
{
    const GArray *steps = report->steps != NULL ? g_hash_table_lookup(report->steps, series) : NULL;
    for (guint i = 0; steps != NULL && i < steps->len; i++) {
        const struct history_step *step = &g_array_index(steps, struct history_step, i);
        if (step->at == at)
            return history_step_change(series, step->before, step->after, step->ratio);
    }
    return g_strdup("");
}

// A row of a series' points.
struct row {
    const struct history_report *report;
    const struct history_series *series;
    const struct history_point *point;
    guint at;
    struct extent extent; // of all of them
};

static char *row_commit(const struct row *row)
{
    return history_commit_name(row->point->run);
}

static char *row_date(const struct row *row)
{
    return history_date(row->point->run);
}

static char *row_value(const struct row *row)
{
    return history_value(row->series, row->point->value);
}

static char *row_interval(const struct row *row)
{
    return history_interval(row->series, row->point);
}

static char *row_change(const struct row *row)
{
    return units_change(history_change(row->series, row->at));
}

static char *row_step(const struct row *row)
{
    return text_of_step(row->report, row->series, row->at);
}

static char *row_picture(const struct row *row)
{
    return draw_point(row->point, &row->extent);
}

static const struct {
    const char *title;
    int flags;
    char *(*text)(const struct row *row);
} row_columns[] = {
    {"commit", 0, row_commit},
    {"date", GRID_ESSENTIAL, row_date},
    {"value", GRID_RIGHT | GRID_ESSENTIAL, row_value},
    {"interval", GRID_RIGHT, row_interval},
    {"change", GRID_RIGHT | GRID_ESSENTIAL, row_change},
    {"step", GRID_RIGHT | GRID_ESSENTIAL, row_step},
    {"", GRID_OPTIONAL, row_picture},
};

struct grid *history_grid_of_points(const struct history_report *report,
                                    const struct history_series *series)
{
    guint n = series->points->len;
    struct grid *grid = grid_new(n);
    struct row row = {report, series, NULL, 0, extent_of(series->points, true)};
    for (size_t c = 0; c < G_N_ELEMENTS(row_columns); c++) {
        if (row_columns[c].text == row_step && report->steps == NULL)
            continue;
        grid_add_column(grid, row_columns[c].title, row_columns[c].flags);
        for (row.at = 0; row.at < n; row.at++) {
            row.point = &g_array_index(series->points, struct history_point, row.at);
            grid_set(grid, row.at, row_columns[c].text(&row), NULL);
        }
    }
    return grid;
}
