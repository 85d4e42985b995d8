// SPDX-License-Identifier: MIT
// What differs between two profiles, as a table.
#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/profile/difference.h"
#include "framework/profile/totals.h"
#include "reports/formats.h"
#include "reports/terminal/grid.h"
#include "reports/words/profile_words.h"

enum { MOST_LINES = 10, MOST_PATHS = 5 };
static const double least_share = 0.01; // of the whole, for a path that only one has
static const double least_samples = 10;

struct shown {
    const struct profile_report *report;
    struct difference difference;
    const struct profile_metric *metric;
    GArray *items; // struct changed
    guint n;       // of them that are shown
};

static const struct changed *item_at(const struct shown *shown, guint row)
{
    return &g_array_index(shown->items, struct changed, row);
}

// A value that may be one of an iteration: counts have fractions then.
static char *value_text(const struct difference *difference, double value)
{
    const struct profile_metric *metric =
        g_ptr_array_index(difference->sides[1]->metrics, difference->metric[1]);
    if (*metric->unit == '\0' && difference->is_per_iteration && fabs(value) < 100)
        return g_strdup_printf("%.3g", value);
    return profile_value(metric, value);
}

static char *signed_text(const struct difference *difference, double change)
{
    g_autofree char *amount = value_text(difference, fabs(change));
    return g_strconcat(change < 0 ? "-" : "+", amount, NULL);
}

// `+125.9 ns ±1.2%`.
static char *change_text(const struct difference *difference, const double values[2])
{
    double half = difference_half(difference, values);
    double change = values[1] - values[0];
    g_autofree char *text = signed_text(difference, change);
    return half > 0 && change != 0 ? g_strdup_printf("%s ±%.1f%%", text, 100 * half / fabs(change))
                                   : g_steal_pointer(&text);
}

// Those that are beyond what sampling can tell come first; the rest is dropped.
static void keep_certain(struct shown *shown, guint most)
{
    guint n = 0;
    for (guint i = 0; i < shown->items->len; i++) {
        if (!difference_is_certain(&shown->difference, item_at(shown, i)))
            continue;
        struct changed item = *item_at(shown, i);
        g_array_index(shown->items, struct changed, i) = *item_at(shown, n);
        g_array_index(shown->items, struct changed, n++) = item;
    }
    shown->n = most > 0 ? MIN(n, most) : n;
}

static void add_value_columns(struct grid *grid, const struct shown *shown)
{
    static const char *const titles[] = {"base", "head"};
    grid_add_column(grid, "change", GRID_RIGHT);
    for (guint i = 0; i < shown->n; i++)
        grid_set(grid, i, change_text(&shown->difference, item_at(shown, i)->self), NULL);
    for (unsigned side = 0; side < 2; side++) {
        grid_add_column(grid, titles[side], GRID_RIGHT);
        for (guint i = 0; i < shown->n; i++) {
            double value = item_at(shown, i)->self[side];
            grid_set(grid, i, value != 0 ? value_text(&shown->difference, value) : g_strdup(""),
                     NULL);
        }
    }
}

static const struct profile_function *function_of(const struct changed *item)
{
    return item->functions[1] != NULL ? item->functions[1] : item->functions[0];
}

static void add_callees(struct grid *grid, const struct shown *shown)
{
    grid_add_column(grid, "with callees", GRID_RIGHT);
    for (guint i = 0; i < shown->n; i++) {
        const double *inclusive = item_at(shown, i)->inclusive;
        grid_set(grid, i, signed_text(&shown->difference, inclusive[1] - inclusive[0]), NULL);
    }
}

static void add_names(struct grid *grid, const struct shown *shown)
{
    grid_add_column(grid, "function", 0);
    for (guint i = 0; i < shown->n; i++)
        grid_set(grid, i, profile_name(function_of(item_at(shown, i))), NULL);
}

static void add_places(struct grid *grid, const struct shown *shown)
{
    grid_add_column(grid, "where", 0);
    for (guint i = 0; i < shown->n; i++)
        grid_set(grid, i, profile_place(function_of(item_at(shown, i))), NULL);
}

// What the functions have more of another metric; no column where that is nothing.
static void add_metric(struct grid *grid, const struct shown *shown, const struct difference *other,
                       const char *title)
{
    g_autoptr(GArray) items = difference_of_functions(other);
    g_autoptr(GHashTable) by_key = g_hash_table_new(hash_text, g_str_equal);
    g_autofree double *changes = g_new0(double, MAX(shown->n, 1));
    for (guint i = 0; i < items->len; i++) {
        const struct changed *item = &g_array_index(items, struct changed, i);
        g_hash_table_insert(by_key, item->key, (gpointer)item);
    }
    for (guint i = 0; i < shown->n; i++) {
        const struct changed *item = g_hash_table_lookup(by_key, item_at(shown, i)->key);
        changes[i] = item != NULL ? item->self[1] - item->self[0] : 0;
    }
    if (!totals_have_any(changes, shown->n))
        return;
    g_autofree char *printable = text_printable(title);
    grid_add_column(grid, printable, GRID_RIGHT);
    for (guint i = 0; i < shown->n; i++)
        grid_set(grid, i, changes[i] != 0 ? signed_text(other, changes[i]) : g_strdup(""), NULL);
}

// Calls `act` with the difference of each exact metric but the one that is shown.
static void for_other_metrics(const struct shown *shown,
                              void (*act)(const struct shown *shown, const struct difference *other,
                                          const struct profile_metric *metric, void *data),
                              void *data)
{
    const struct profile *head = shown->difference.sides[1];
    for (guint i = 0; i < head->metrics->len; i++) {
        const struct profile_metric *metric = g_ptr_array_index(head->metrics, i);
        struct difference other;
        if (metric != shown->metric && metric->is_exact &&
            difference_find(&other, shown->difference.sides[0], head, metric->name))
            act(shown, &other, metric, data);
    }
}

static void add_column_of(const struct shown *shown, const struct difference *other,
                          const struct profile_metric *metric, void *grid)
{
    add_metric(grid, shown, other, metric->name);
}

static void write_functions(GString *out, struct shown *shown)
{
    shown->items = difference_of_functions(&shown->difference);
    keep_certain(shown, shown->report->top);
    if (shown->n > 0) {
        g_autoptr(Grid) grid = grid_new(shown->n);
        add_value_columns(grid, shown);
        add_callees(grid, shown);
        for_other_metrics(shown, add_column_of, grid);
        add_names(grid, shown);
        add_places(grid, shown);
        grid_write(grid, out, shown->report->width, shown->report->use_colour);
    } else {
        g_string_append(out, "No function changed by more than its interval.\n");
    }
    g_clear_pointer(&shown->items, g_array_unref);
}

// `parse.c:31`, and its line in base where that is another.
static char *line_text(const struct changed *item)
{
    const unsigned *lines = item->lines;
    g_autofree char *file = g_path_get_basename(function_of(item)->file);
    g_autofree char *plain = text_printable(file);
    if (lines[1] == 0)
        return g_strdup_printf("%s:%u in base", plain, lines[0]);
    if (lines[0] != 0 && lines[0] != lines[1])
        return g_strdup_printf("%s:%u, %u in base", plain, lines[1], lines[0]);
    return g_strdup_printf("%s:%u", plain, lines[1]);
}

// The line of head, or of base where head has none.
static char *source_text(const struct changed *item)
{
    unsigned side = item->lines[1] != 0;
    unsigned line = item->lines[side];
    g_auto(GStrv) lines = profile_read_source(item->functions[side]->file);
    if (lines == NULL || line == 0 || line > g_strv_length(lines))
        return g_strdup("");
    return profile_source_line(g_strchug(lines[line - 1]));
}

static void add_sources(struct grid *grid, const struct shown *shown)
{
    grid_add_column(grid, "source", 0);
    for (guint i = 0; i < shown->n; i++)
        grid_set(grid, i, source_text(item_at(shown, i)), NULL);
}

static void write_lines(GString *out, struct shown *shown)
{
    shown->items = difference_of_lines(&shown->difference);
    keep_certain(shown, MOST_LINES);
    if (shown->n > 0) {
        g_autoptr(Grid) grid = grid_new(shown->n);
        add_value_columns(grid, shown);
        add_names(grid, shown);
        grid_add_column(grid, "line", 0);
        for (guint i = 0; i < shown->n; i++)
            grid_set(grid, i, line_text(item_at(shown, i)), NULL);
        if (shown->report->reads_source)
            add_sources(grid, shown);
        g_string_append_c(out, '\n');
        grid_write(grid, out, shown->report->width, shown->report->use_colour);
    }
    g_clear_pointer(&shown->items, g_array_unref);
}

static void write_paths_of(GString *out, const struct shown *shown, const GArray *paths,
                           unsigned side)
{
    guint n = 0;
    for (guint i = 0; i < paths->len; i++) {
        const struct changed *path = &g_array_index(paths, struct changed, i);
        if (path->self[side] == 0)
            continue;
        g_autofree char *value = value_text(&shown->difference, path->self[side]);
        g_autofree char *key = text_printable(path->key);
        g_string_append_printf(out, "%s%s  %s\n",
                               n++ > 0     ? "  "
                               : side == 1 ? "\npaths in head alone:\n  "
                                           : "\npaths in base alone:\n  ",
                               value, key);
    }
}

static void write_paths(GString *out, const struct shown *shown)
{
    double least[2];
    for (unsigned side = 0; side < 2; side++)
        least[side] = fmax(least_share * shown->difference.all[side],
                           least_samples * shown->difference.sample[side]);
    g_autoptr(GArray) paths = difference_of_paths(&shown->difference, least, MOST_PATHS);
    write_paths_of(out, shown, paths, 1);
    write_paths_of(out, shown, paths, 0);
}

static void write_sum(GString *out, const struct difference *difference,
                      const struct profile_metric *metric)
{
    const double *all = difference->all;
    g_autofree char *name = text_printable(metric->name);
    g_autofree char *base = value_text(difference, all[0]);
    g_autofree char *head = value_text(difference, all[1]);
    g_autofree char *change = signed_text(difference, all[1] - all[0]);
    g_string_append_printf(out, "%s%s: %s in base, %s in head, %s", name,
                           difference->is_per_iteration ? " per iteration" : "", base, head,
                           change);
    if (all[0] > 0)
        g_string_append_printf(out, " (%+.1f%%)", 100 * (all[1] / all[0] - 1));
    g_string_append_c(out, '\n');
}

// Where nothing of the kind happened, nothing is said.
static void write_other_sum(const struct shown *shown, const struct difference *other,
                            const struct profile_metric *metric, void *out)
{
    (void)shown;
    if (other->all[0] != 0 || other->all[1] != 0)
        write_sum(out, other, metric);
}

static void write_target(GString *out, const char *side, const struct profile *profile)
{
    g_autofree char *target = text_printable(profile->target ? profile->target : "");
    g_autofree char *started = text_printable(profile->started ? profile->started : "");
    g_string_append_printf(out, "%s %s (%s)\n", side, target, started);
}

bool profile_difference_append(GString *out, const struct profile_report *report, GError **error)
{
    guint metric = 0;
    struct shown shown = {.report = report};
    if (!profile_metric_asked(report->profile, report->sort, &metric, error))
        return false;
    shown.metric = g_ptr_array_index(report->profile->metrics, metric);
    if (!difference_find(&shown.difference, report->base, report->profile, shown.metric->name)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "the profile of base has no '%s': --sort names a metric that both have",
                    shown.metric->name);
        return false;
    }
    write_sum(out, &shown.difference, shown.metric);
    for_other_metrics(&shown, write_other_sum, out);
    g_string_append_c(out, '\n');
    write_functions(out, &shown);
    write_lines(out, &shown);
    write_paths(out, &shown);
    if (shown.difference.sample[0] > 0)
        g_string_append(out, "\n±: half of the 95% interval of a change, from sampling; a change "
                             "within its own is not shown.\n");
    return true;
}

bool profile_difference_write(GString *out, const struct profile_report *report, GError **error)
{
    gsize start = out->len;
    write_target(out, "base", report->base);
    write_target(out, "head", report->profile);
    if (profile_machines_differ(report->base, report->profile))
        g_string_append(out, "note: they were made on different machines, so their times cannot be "
                             "compared\n");
    g_string_append_c(out, '\n');
    bool is_good = profile_difference_append(out, report, error);
    if (is_good)
        escape_log_lines(out, start);
    else
        g_string_truncate(out, start);
    return is_good;
}
