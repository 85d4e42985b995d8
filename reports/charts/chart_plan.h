// SPDX-License-Identifier: MIT
#pragma once
// Which charts a run has, and what they are called.
#include "reports/charts/chart.h"

struct planned {
    GPtrArray *groups; // struct group *
    GPtrArray *charts; // struct chart *, with the names that their files get
    guint n_cases;     // left out, since there are too many for each to get charts
};

/**
 * Plans the charts of a run, which must live as long: at most `most` of a kind, and those of at
 * most `most_cases` cases.
 */
struct planned charts_plan(const struct run *run, guint most, guint most_cases);
void planned_clear(struct planned *planned);

/** Makes names of files, no two alike, of what the charts are called. */
void planned_name(struct planned *planned);
// g_auto(Planned), as GLib wants a name of one word.
typedef struct planned Planned;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Planned, planned_clear)
