// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "framework/profile/by_line.h"
#include "framework/profile/totals.h"
#include "reports/formats.h"
#include "reports/terminal/grid.h"
#include "reports/terminal/live_grids.h"
#include "reports/terminal/span_grids.h"
#include "reports/words/profile_words.h"
#include "reports/words/units.h"

struct rows {
    const struct profile *profile;
    guint number; // of the metric
    const struct profile_metric *metric;
    GArray *totals; // struct total, those that are shown
    GArray *other;  // struct total of another metric, by function
    guint other_metric;
    double scale; // that makes the metric one of as many iterations
    double all;
    double samples; // that the shares are of; NAN: they are exact
};

static int compare_inclusive(const void *a, const void *b)
{
    const struct total *one = a;
    const struct total *two = b;
    if (one->inclusive != two->inclusive)
        return one->inclusive > two->inclusive ? -1 : 1;
    return totals_compare_self(one, two);
}

static const struct profile_function *function_at(const struct rows *rows, guint row)
{
    return &g_array_index(rows->profile->functions, struct profile_function,
                          g_array_index(rows->totals, struct total, row).function);
}

// `31.2% ±1.4`: half of the 95 % interval, where the share was found by sampling.
static char *share_text(const struct rows *rows, double value)
{
    double share = rows->all > 0 ? value / rows->all : 0;
    double interval[2];
    totals_share_interval(share * rows->samples, rows->samples, interval);
    if (isnan(interval[0]))
        return g_strdup_printf("%.1f%%", 100 * share);
    return g_strdup_printf("%.1f%% ±%.1f", 100 * share, 50 * (interval[1] - interval[0]));
}

static void add_column(struct grid *grid, const struct rows *rows, const char *title, int flags,
                       char *(*cell)(const struct rows *rows, guint row))
{
    grid_add_column(grid, title, flags);
    for (guint i = 0; i < rows->totals->len; i++)
        grid_set(grid, i, cell(rows, i), NULL);
}

static char *self_share(const struct rows *rows, guint row)
{
    return share_text(rows, g_array_index(rows->totals, struct total, row).self);
}

static char *self_value(const struct rows *rows, guint row)
{
    return profile_value(rows->metric, g_array_index(rows->totals, struct total, row).self);
}

static char *total_share(const struct rows *rows, guint row)
{
    return share_text(rows, g_array_index(rows->totals, struct total, row).inclusive);
}

static char *total_value(const struct rows *rows, guint row)
{
    return profile_value(rows->metric, g_array_index(rows->totals, struct total, row).inclusive);
}

// What a function has of another metric.
static const struct total *other_total(const struct rows *rows, guint row)
{
    guint function = g_array_index(rows->totals, struct total, row).function;
    return &g_array_index(rows->other, struct total, function);
}

// `120/1`: all calls, and those that did not come from the function itself.
static char *calls_text(const struct rows *rows, guint row)
{
    const struct total *total = other_total(rows, row);
    return total->self == total->primitive
               ? g_strdup_printf("%.0f", total->self)
               : g_strdup_printf("%.0f/%.0f", total->self, total->primitive);
}

static char *other_value(const struct rows *rows, guint row)
{
    const struct profile_metric *metric =
        g_ptr_array_index(rows->profile->metrics, rows->other_metric);
    return profile_value(metric, other_total(rows, row)->self);
}

static char *per_call(const struct rows *rows, double value, double calls)
{
    return calls > 0 ? profile_value(rows->metric, value / calls * rows->scale) : g_strdup("");
}

static char *self_per_call(const struct rows *rows, guint row)
{
    const struct total *total = &g_array_index(rows->totals, struct total, row);
    return per_call(rows, total->self, other_total(rows, row)->self);
}

static char *total_per_call(const struct rows *rows, guint row)
{
    const struct total *total = &g_array_index(rows->totals, struct total, row);
    return per_call(rows, total->inclusive, other_total(rows, row)->primitive);
}

static char *place(const struct rows *rows, guint row)
{
    return profile_place(function_at(rows, row));
}

static char *function_name(const struct rows *rows, guint row)
{
    return profile_name(function_at(rows, row));
}

// Those that have any, in order, the first `top` of them.
static GArray *select_totals(const struct profile *profile, guint metric, bool by_inclusive,
                             unsigned top)
{
    GArray *all = totals_of_functions(profile, metric);
    GArray *some = g_array_new(FALSE, FALSE, sizeof(struct total));
    for (guint i = 0; i < all->len; i++)
        if (g_array_index(all, struct total, i).inclusive != 0)
            g_array_append_val(some, g_array_index(all, struct total, i));
    g_array_unref(all);
    g_array_sort(some, by_inclusive ? compare_inclusive : totals_compare_self);
    if (top > 0 && some->len > top)
        g_array_set_size(some, top);
    return some;
}

// As Python's profiler has them.
static void add_calls(struct grid *grid, struct rows *rows)
{
    add_column(grid, rows, "calls", GRID_RIGHT, calls_text);
    rows->scale = totals_scale(rows->profile, rows->number, rows->other_metric);
    if (isnan(rows->scale))
        return;
    add_column(grid, rows, "per call", GRID_RIGHT, self_per_call);
    add_column(grid, rows, "with callees", GRID_RIGHT, total_per_call);
}

static void add_others(struct grid *grid, struct rows *rows, GPtrArray *titles)
{
    for (guint i = 0; i < rows->profile->metrics->len; i++) {
        const struct profile_metric *metric = g_ptr_array_index(rows->profile->metrics, i);
        if (metric == rows->metric || profile_is_of_lines(rows->profile, i))
            continue;
        rows->other_metric = i;
        rows->other = totals_of_functions(rows->profile, i);
        char *title = text_printable(metric->name);
        g_ptr_array_add(titles, title);
        if (strcmp(metric->name, "calls") == 0)
            add_calls(grid, rows);
        else
            add_column(grid, rows, title, GRID_RIGHT, other_value);
        g_clear_pointer(&rows->other, g_array_unref);
    }
}

static char *source_of(const struct hot_line *hot)
{
    g_auto(GStrv) lines = profile_read_source(hot->file);
    if (lines == NULL || hot->line > g_strv_length(lines))
        return g_strdup("");
    return g_strstrip(profile_source_line(lines[hot->line - 1]));
}

static void write_hot_lines(GString *out, const struct profile_report *report,
                            const struct rows *rows)
{
    g_autoptr(GArray) lines = lines_hottest(rows->profile, rows->number, report->hot_lines);
    static const char *const titles[] = {"self", "line", "function", "source"};
    if (lines->len == 0)
        return;
    g_autoptr(Grid) grid = grid_new(lines->len);
    for (guint column = 0; column < G_N_ELEMENTS(titles); column++) {
        grid_add_column(grid, titles[column], column == 0 ? GRID_RIGHT : 0);
        for (guint i = 0; i < lines->len; i++) {
            const struct hot_line *hot = &g_array_index(lines, struct hot_line, i);
            struct profile_function at =
                g_array_index(rows->profile->functions, struct profile_function, hot->function);
            at.line = hot->line;
            grid_set(grid, i,
                     column == 0            ? share_text(rows, hot->self)
                     : column == 1          ? profile_place(&at)
                     : column == 2          ? profile_name(&at)
                     : report->reads_source ? source_of(hot)
                                            : g_strdup(""),
                     NULL);
        }
    }
    grid_write(grid, out, report->width, report->use_colour);
    g_string_append_c(out, '\n');
}

static void write_functions(GString *out, const struct profile_report *report, guint metric)
{
    const struct profile *profile = report->profile;
    bool by_inclusive = report->sort != NULL && strcmp(report->sort, "total") == 0;
    struct rows rows = {
        .profile = profile,
        .number = metric,
        .metric = g_ptr_array_index(profile->metrics, metric),
        .totals = select_totals(profile, metric, by_inclusive, report->top),
        .all = totals_of_all(profile, metric),
        .samples = totals_samples(profile, metric),
    };
    g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Grid) grid = grid_new(rows.totals->len);
    add_column(grid, &rows, "self", GRID_RIGHT, self_share);
    g_autofree char *title = text_printable(rows.metric->name);
    add_column(grid, &rows, title, GRID_RIGHT, self_value);
    add_column(grid, &rows, "total", GRID_RIGHT, total_share);
    add_column(grid, &rows, "with callees", GRID_RIGHT, total_value);
    add_others(grid, &rows, titles);
    add_column(grid, &rows, "function", 0, function_name);
    add_column(grid, &rows, "where", 0, place);
    grid_write(grid, out, report->width, report->use_colour);
    g_array_unref(rows.totals);
    g_string_append_c(out, '\n');
    write_hot_lines(out, report, &rows);
}

// What `watch` found is shown stall by stall, unless an order of functions is asked for.
static bool is_of_stalls(const struct profile_report *report)
{
    const struct profile_metric *first = g_ptr_array_index(report->profile->metrics, 0);
    return report->sort == NULL && g_strcmp0(first->pass, "watch") == 0;
}

bool profile_table_write(GString *out, const struct profile_report *report, GError **error)
{
    guint metric = 0;
    const struct profile *profile = report->profile;
    if (report->base != NULL)
        return profile_difference_write(out, report, error);
    if (report->lines != NULL)
        return profile_listing_write(out, report, error);
    if (!profile_metric_asked(profile, report->sort, &metric, error))
        return false;
    gsize start = out->len;
    if (is_of_stalls(report))
        live_stalls_append(out, profile, report->width);
    else
        write_functions(out, report, metric);
    span_tables_append(out, profile, report->width, report->use_colour);
    live_threads_append(out, profile, report->width, report->use_colour);
    profile_notes(out, profile);
    escape_log_lines(out, start);
    return true;
}
