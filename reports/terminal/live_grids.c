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

// The columns before the stacks; a grid would make two tables of them where it is narrow.
enum { NUMBERS = 30 };

static void write_frame(GString *out, const char *place, unsigned width)
{
    enum { LEAST = 20 };
    size_t room = width > NUMBERS + LEAST ? width - NUMBERS - 2 : LEAST;
    g_autofree char *shown = width > 0 ? text_keep_ends(place, room) : g_strdup(place);
    g_string_append_printf(out, "%s\n", shown);
}

// Innermost first.
static void write_stack(GString *out, const struct profile *profile, guint node, unsigned width)
{
    for (unsigned i = 0; i < LIVE_FRAMES && (node > 0 || i == 0); i++) {
        g_autofree char *place = live_place(profile, node);
        if (i > 0)
            g_string_append_printf(out, "%*s", NUMBERS + 2, "");
        write_frame(out, place, width);
        if (node > 0)
            node = g_array_index(profile->nodes, struct profile_node, node).parent;
    }
    if (node > 0)
        g_string_append_printf(out, "%*s...\n", NUMBERS + 2, "");
}

static void write_groups(GString *out, const struct profile *profile, const GArray *groups,
                         unsigned width)
{
    g_string_append(out, "stalls      total    longest  where\n");
    for (guint i = 0; i < groups->len && i < LIVE_GROUPS; i++) {
        const struct stall_group *group = &g_array_index(groups, struct stall_group, i);
        g_autofree char *total = units_time(group->total * 1e9);
        g_autofree char *longest = units_time(group->longest * 1e9);
        g_string_append_printf(out, "%6u  %9s  %9s  ", group->number, total, longest);
        write_stack(out, profile, group->node, width);
    }
}

void live_stalls_append(GString *out, const struct profile *profile, unsigned width)
{
    g_autoptr(GArray) groups = stall_groups(profile);
    g_autofree char *sentence = live_stalls_sentence(profile);
    g_string_append_printf(out, "%s\n\n", sentence);
    if (groups->len == 0)
        return;
    write_groups(out, profile, groups, width);
    if (groups->len > LIVE_GROUPS)
        g_string_append_printf(out, "%u more groups took less\n", groups->len - LIVE_GROUPS);
    g_string_append_c(out, '\n');
}
