// SPDX-License-Identifier: MIT
#include "reports/terminal/span_grids.h"

#include "framework/base/text.h"
#include "framework/profile/span_sums.h"
#include "reports/words/span_words.h"
#include "reports/words/units.h"

struct column {
    const char *title;
    size_t field; // of struct span_sum, seconds
};

static const struct column columns[] = {
    {"total", offsetof(struct span_sum, total)}, {"mean", offsetof(struct span_sum, mean)},
    {"p50", offsetof(struct span_sum, p50)},     {"p99", offsetof(struct span_sum, p99)},
    {"max", offsetof(struct span_sum, max)},
};

static const struct span_sum *sum_at(const GArray *sums, guint i)
{
    return &g_array_index(sums, struct span_sum, i);
}

struct grid *span_sum_grid(const struct profile *profile)
{
    g_autoptr(GArray) sums = span_sums(profile);
    guint n = MIN(sums->len, (guint)SPAN_LABELS_SHOWN);
    struct grid *grid = grid_new(n);
    grid_add_column(grid, "label", 0);
    for (guint i = 0; i < n; i++)
        grid_set(grid, i, text_printable(sum_at(sums, i)->label), NULL);
    grid_add_column(grid, "count", GRID_RIGHT);
    for (guint i = 0; i < n; i++)
        grid_set(grid, i, g_strdup_printf("%u", sum_at(sums, i)->count), NULL);
    for (size_t c = 0; c < G_N_ELEMENTS(columns); c++) {
        grid_add_column(grid, columns[c].title, GRID_RIGHT);
        for (guint i = 0; i < n; i++) {
            const char *field = (const char *)sum_at(sums, i) + columns[c].field;
            grid_set(grid, i, units_time(*(const double *)(const void *)field * 1e9), NULL);
        }
    }
    grid_add_column(grid, "share", GRID_RIGHT);
    for (guint i = 0; i < n; i++)
        grid_set(grid, i,
                 profile->spans_seen > 0
                     ? units_percent(sum_at(sums, i)->total / profile->spans_seen)
                     : g_strdup(""),
                 NULL);
    return grid;
}

static char *open_cell(const struct profile *profile, const struct profile_span *span,
                       unsigned column)
{
    switch (column) {
    case 0:
        return text_printable(span->label);
    case 1:
        return text_printable(span->note);
    case 2:
        return span_thread(profile, span->pid, span->tid);
    case 3:
        return units_time(span->lasted * 1e9);
    default:
        return text_printable(span_sums_parent(profile, span));
    }
}

struct grid *span_open_grid(const struct profile *profile)
{
    static const char *const titles[] = {"still open", "note", "thread", "for", "within"};
    g_autoptr(GPtrArray) open = span_sums_open(profile);
    guint n = MIN(open->len, (guint)SPAN_OPEN_SHOWN);
    struct grid *grid = grid_new(n);
    for (unsigned column = 0; column < G_N_ELEMENTS(titles); column++) {
        grid_add_column(grid, titles[column], column == 3 ? GRID_RIGHT : 0);
        for (guint i = 0; i < n; i++)
            grid_set(grid, i, open_cell(profile, g_ptr_array_index(open, i), column), NULL);
    }
    return grid;
}

static void append_grid(GString *out, struct grid *grid, unsigned width, bool use_colour)
{
    if (grid_rows(grid) > 0) {
        grid_write(grid, out, width, use_colour);
        g_string_append_c(out, '\n');
    }
}

void span_tables_append(GString *out, const struct profile *profile, unsigned width,
                        bool use_colour)
{
    g_autofree char *sentence = span_sentence(profile);
    g_autofree char *left_out = span_left_out(profile);
    if (sentence == NULL)
        return;
    g_autoptr(Grid) sums = span_sum_grid(profile);
    g_autoptr(Grid) open = span_open_grid(profile);
    g_string_append_printf(out, "%s", sentence);
    if (left_out != NULL)
        g_string_append_printf(out, " %s", left_out);
    g_string_append(out, "\n\n");
    append_grid(out, sums, width, use_colour);
    append_grid(out, open, width, use_colour);
}
