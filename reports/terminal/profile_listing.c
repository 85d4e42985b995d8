// SPDX-License-Identifier: MIT
// The lines of a function or file, with what each of them has.
#include <math.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/text.h"
#include "framework/profile/by_line.h"
#include "framework/profile/totals.h"
#include "reports/formats.h"
#include "reports/terminal/grid.h"
#include "reports/words/profile_words.h"

// In all: many functions may have one name.
enum { MOST_LINES = 100000, MOST_RANGES = 20 };

struct listing {
    const struct profile *profile;
    struct line_range range;
    guint n;
    struct grid *grid;
    double *self, *inclusive; // of the metric that is looked at
    double *of_first;         // inclusive, of the metric whose shares are shown
    guint first;
};

static void add_numbers(struct listing *listing)
{
    grid_add_column(listing->grid, "line", GRID_RIGHT);
    for (guint i = 0; i < listing->n; i++)
        grid_set(listing->grid, i, g_strdup_printf("%u", listing->range.first + i), NULL);
}

static void add_values(struct listing *listing, const char *title,
                       const struct profile_metric *metric, const double *values)
{
    grid_add_column(listing->grid, title, GRID_RIGHT);
    for (guint i = 0; i < listing->n; i++)
        grid_set(listing->grid, i, values[i] != 0 ? profile_value(metric, values[i]) : g_strdup(""),
                 NULL);
}

static void add_shares(struct listing *listing, double all)
{
    grid_add_column(listing->grid, "share", GRID_RIGHT);
    for (guint i = 0; i < listing->n; i++) {
        double share = all > 0 ? 100 * listing->inclusive[i] / all : 0;
        grid_set(listing->grid, i,
                 listing->inclusive[i] != 0 ? g_strdup_printf("%.1f%%", share) : g_strdup(""),
                 NULL);
    }
}

// Where the time of a line goes that is not its own file's code.
static void add_ends(struct listing *listing, guint number)
{
    static const struct {
        const char *title;
        enum line_end where;
    } columns[] = {{"libraries", LINE_END_LIBRARY}, {"kernel", LINE_END_KERNEL}};
    const struct profile_metric *metric = g_ptr_array_index(listing->profile->metrics, number);
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree double *values = g_new(double, listing->n);
        lines_add_up_ends(listing->profile, number, &listing->range, columns[i].where, values);
        if (totals_have_any(values, listing->n))
            add_values(listing, columns[i].title, metric, values);
    }
}

// Few instructions in much time are a sign of waiting for memory.
static void add_per_microsecond(struct listing *listing, guint instructions)
{
    double scale = totals_scale(listing->profile, instructions, listing->first);
    if (isnan(scale))
        return;
    grid_add_column(listing->grid, "per us", GRID_RIGHT);
    for (guint i = 0; i < listing->n; i++) {
        double us = listing->of_first[i] * 1e6;
        grid_set(listing->grid, i,
                 us > 0 && listing->inclusive[i] > 0
                     ? g_strdup_printf("%.0f", listing->inclusive[i] / us * scale)
                     : g_strdup(""),
                 NULL);
    }
}

// What the first metric comes to for each time that the line ran.
static void add_per_hit(struct listing *listing, guint hits)
{
    const struct profile_metric *first =
        g_ptr_array_index(listing->profile->metrics, listing->first);
    double scale = totals_scale(listing->profile, listing->first, hits);
    if (isnan(scale))
        return;
    g_autofree double *per_hit = g_new0(double, listing->n);
    for (guint i = 0; i < listing->n; i++)
        if (listing->inclusive[i] > 0)
            per_hit[i] = listing->of_first[i] / listing->inclusive[i] * scale;
    add_values(listing, "per hit", first, per_hit);
}

// Allocations as Python's memory_profiler names them; to free.
static char *title_of(const struct profile_metric *metric)
{
    static const char *const names[][2] = {
        {"peak", "mem usage"}, {"leaked", "increment"}, {"allocations", "occurrences"}};
    bool is_heap = g_strcmp0(metric->pass, "heap") == 0;
    for (size_t i = 0; i < G_N_ELEMENTS(names) && is_heap; i++)
        if (strcmp(metric->name, names[i][0]) == 0)
            return g_strdup(names[i][1]);
    return text_printable(metric->name);
}

static bool is_time_report(const struct profile *profile, guint metric)
{
    const struct profile_metric *first = g_ptr_array_index(profile->metrics, metric);
    return strcmp(first->name, "time") == 0;
}

static bool has_heap(const struct profile *profile)
{
    for (guint i = 0; i < profile->metrics->len; i++)
        if (g_strcmp0(((const struct profile_metric *)profile->metrics->pdata[i])->pass, "heap") ==
            0)
            return true;
    return false;
}

static bool is_time(const struct listing *listing)
{
    const struct profile_metric *first =
        g_ptr_array_index(listing->profile->metrics, listing->first);
    return strcmp(first->unit, "s") == 0;
}

static void add_metric(struct listing *listing, guint number, bool is_first)
{
    const struct profile_metric *metric = g_ptr_array_index(listing->profile->metrics, number);
    g_autofree char *title = title_of(metric);
    lines_add_up(listing->profile, number, &listing->range, listing->self, listing->inclusive);
    bool has_paths = !profile_is_of_lines(listing->profile, number);
    if (is_first && has_paths) {
        add_shares(listing, totals_of_all(listing->profile, number));
        add_values(listing, title, metric, listing->inclusive);
        add_values(listing, "self", metric, listing->self);
        memcpy(listing->of_first, listing->inclusive, listing->n * sizeof(double));
        if (strcmp(metric->unit, "s") == 0)
            add_ends(listing, number);
    } else if (totals_have_any(listing->inclusive, listing->n)) {
        add_values(listing, title, metric, listing->inclusive);
        if (!is_first && strcmp(metric->name, "hits") == 0)
            add_per_hit(listing, number);
        if (!is_first && strcmp(metric->name, "instructions") == 0 && is_time(listing))
            add_per_microsecond(listing, number);
    }
}

static bool add_source(struct listing *listing)
{
    g_auto(GStrv) lines = profile_read_source(listing->range.file);
    if (lines == NULL)
        return false;
    guint n = g_strv_length(lines);
    grid_add_column(listing->grid, "source", 0);
    for (unsigned number = listing->range.first; number <= MIN(n, listing->range.last); number++)
        grid_set(listing->grid, number - listing->range.first,
                 profile_source_line(lines[number - 1]), NULL);
    return true;
}

// At most `most` lines; returns how many.
static guint write_range(GString *out, const struct profile_report *report, guint metric,
                         const struct line_range *range, guint most)
{
    struct listing listing = {
        .profile = report->profile,
        .range = *range,
        .n = MIN(range->last - range->first, most - 1) + 1,
    };
    listing.range.last = range->first + listing.n - 1;
    listing.grid = grid_new(listing.n);
    listing.self = g_new(double, listing.n);
    listing.inclusive = g_new(double, listing.n);
    listing.of_first = g_new(double, listing.n);
    listing.first = metric;
    g_autofree char *file = text_printable(range->file);
    g_string_append_printf(out, "%s\n", file);
    add_numbers(&listing);
    add_metric(&listing, metric, true);
    for (guint i = 0; i < report->profile->metrics->len; i++)
        if (i != metric)
            add_metric(&listing, i, false);
    bool lacks_source = report->reads_source && !add_source(&listing);
    grid_write(listing.grid, out, 0, report->use_colour);
    if (lacks_source)
        g_string_append(out, "The source file cannot be read.\n");
    g_free(listing.self);
    g_free(listing.inclusive);
    g_free(listing.of_first);
    grid_free(listing.grid);
    return listing.n;
}

bool profile_listing_write(GString *out, const struct profile_report *report, GError **error)
{
    guint metric = 0;
    gsize start = out->len;
    if (!profile_metric_asked(report->profile, report->sort, &metric, error))
        return false;
    g_autoptr(GArray) ranges = lines_find(report->profile, report->lines);
    if (ranges->len == 0) {
        g_set_error(
            error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
            "the profile has no function or file '%s' with line numbers: '--top 0' lists all "
            "functions, and '-g' when compiling adds line numbers",
            report->lines);
        return false;
    }
    guint shown = 0;
    for (guint left = MOST_LINES; shown < MIN(ranges->len, (guint)MOST_RANGES) && left > 0;
         shown++) {
        left -= write_range(out, report, metric, &g_array_index(ranges, struct line_range, shown),
                            left);
        g_string_append_c(out, '\n');
    }
    if (shown < ranges->len)
        g_string_append_printf(out, "%u more functions or files have that name.\n",
                               ranges->len - shown);
    if (!report->reads_source)
        g_string_append(out,
                        "The source is shown by 'benchrun profile' alone, of your own programs: "
                        "'report' reads no file that a profile names.\n");
    if (is_time_report(report->profile, metric) && profile_find_metric(report->profile, "hits") < 0)
        g_string_append(out,
                        "How often lines ran is not counted: '--pass time,lines' does, in a build "
                        "with --coverage.\n");
    if (has_heap(report->profile))
        g_string_append(
            out, "mem usage: the line's bytes when the process had the most. increment: what "
                 "it did not free. occurrences: its allocations.\n");
    profile_notes(out, report->profile);
    escape_log_lines(out, start);
    return true;
}
