// SPDX-License-Identifier: MIT
#include "reports/terminal/live_grids.h"

#include "framework/base/text.h"
#include "framework/profile/stall_groups.h"
#include "reports/words/live_words.h"
#include "reports/words/units.h"

struct column {
    const char *title;
    size_t field; // of struct profile_thread, seconds
};

static const struct column columns[] = {
    {"ran", offsetof(struct profile_thread, ran)},
    {"runnable", offsetof(struct profile_thread, runnable)},
    {"slept", offsetof(struct profile_thread, slept)},
    {"disk", offsetof(struct profile_thread, disk)},
    {"lock", offsetof(struct profile_thread, lock)},
};

static const struct profile_thread *thread_at(const struct profile *profile, guint i)
{
    return &g_array_index(profile->threads, struct profile_thread, i);
}

struct grid *live_thread_grid(const struct profile *profile)
{
    guint n = MIN(profile->threads->len, (guint)LIVE_THREADS);
    struct grid *grid = grid_new(n);
    grid_add_column(grid, "thread", 0);
    for (guint i = 0; i < n; i++)
        grid_set(grid, i, text_printable(thread_at(profile, i)->name), NULL);
    grid_add_column(grid, "tid", GRID_RIGHT);
    for (guint i = 0; i < n; i++)
        grid_set(grid, i, g_strdup_printf("%u", thread_at(profile, i)->tid), NULL);
    for (size_t c = 0; c < G_N_ELEMENTS(columns); c++) {
        grid_add_column(grid, columns[c].title, GRID_RIGHT);
        for (guint i = 0; i < n; i++) {
            const struct profile_thread *thread = thread_at(profile, i);
            const char *field = (const char *)thread + columns[c].field;
            grid_set(grid, i, live_share(*(const double *)(const void *)field, thread->seen), NULL);
        }
    }
    grid_add_column(grid, "seen", GRID_RIGHT);
    for (guint i = 0; i < n; i++)
        grid_set(grid, i, units_time(thread_at(profile, i)->seen * 1e9), NULL);
    return grid;
}

void live_threads_append(GString *out, const struct profile *profile, unsigned width,
                         bool use_colour)
{
    guint n = profile->threads->len;
    g_autofree char *sentence = live_threads_sentence(profile);
    if (sentence == NULL)
        return;
    g_autoptr(Grid) grid = live_thread_grid(profile);
    g_string_append_printf(out, "%s\n\n", sentence);
    grid_write(grid, out, width, use_colour);
    if (n > LIVE_THREADS)
        g_string_append_printf(out, "%u more threads did less\n", n - LIVE_THREADS);
    g_string_append_c(out, '\n');
}

static guint parent_of(const struct profile *profile, guint node)
{
    return g_array_index(profile->nodes, struct profile_node, node).parent;
}

// A row for each function of each group's stack, innermost first, up to a number of them.
static guint depth_of(const struct profile *profile, guint node)
{
    guint depth = 1;
    while (node > 0 && (node = parent_of(profile, node)) > 0 && depth < LIVE_FRAMES)
        depth++;
    return depth;
}

struct row {
    const struct stall_group *group; // NULL: that of the row above
    guint node;
    bool is_last; // of what is shown
};

static GArray *make_rows(const struct profile *profile, const GArray *groups)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct row));
    for (guint i = 0; i < groups->len && i < LIVE_GROUPS; i++) {
        const struct stall_group *group = &g_array_index(groups, struct stall_group, i);
        guint depth = depth_of(profile, group->node);
        struct row row = {group, group->node, false};
        for (guint k = 0; k < depth; k++) {
            row.is_last = k + 1 == depth;
            g_array_append_val(rows, row);
            row.group = NULL;
            row.node = row.node > 0 ? parent_of(profile, row.node) : 0;
        }
    }
    return rows;
}

static char *group_number(const struct stall_group *group)
{
    return g_strdup_printf("%u", group->number);
}

static char *group_total(const struct stall_group *group)
{
    return units_time(group->total * 1e9);
}

static char *group_longest(const struct stall_group *group)
{
    return units_time(group->longest * 1e9);
}

static void add_column(struct grid *grid, const GArray *rows, const char *title,
                       char *(*cell)(const struct stall_group *group))
{
    grid_add_column(grid, title, GRID_RIGHT);
    for (guint i = 0; i < rows->len; i++) {
        const struct stall_group *group = g_array_index(rows, struct row, i).group;
        grid_set(grid, i, group != NULL ? cell(group) : g_strdup(""), NULL);
    }
}

static void write_groups(GString *out, const struct profile *profile, const GArray *groups,
                         unsigned width, bool use_colour)
{
    g_autoptr(GArray) rows = make_rows(profile, groups);
    g_autoptr(Grid) grid = grid_new(rows->len);
    add_column(grid, rows, "stalls", group_number);
    add_column(grid, rows, "total", group_total);
    add_column(grid, rows, "longest", group_longest);
    grid_add_column(grid, "where", 0);
    for (guint i = 0; i < rows->len; i++) {
        const struct row *row = &g_array_index(rows, struct row, i);
        g_autofree char *place = live_place(profile, row->node);
        bool is_cut = row->is_last && row->node > 0 && parent_of(profile, row->node) > 0;
        grid_set(grid, i,
                 g_strconcat(row->group != NULL ? "" : "  ", place, is_cut ? " …" : NULL, NULL),
                 NULL);
    }
    grid_write(grid, out, width, use_colour);
}

void live_stalls_append(GString *out, const struct profile *profile, unsigned width,
                        bool use_colour)
{
    g_autoptr(GArray) groups = stall_groups(profile);
    g_autofree char *sentence = live_stalls_sentence(profile);
    g_string_append_printf(out, "%s\n\n", sentence);
    if (groups->len == 0)
        return;
    write_groups(out, profile, groups, width, use_colour);
    if (groups->len > LIVE_GROUPS)
        g_string_append_printf(out, "%u more groups took less\n", groups->len - LIVE_GROUPS);
    g_string_append_c(out, '\n');
}
