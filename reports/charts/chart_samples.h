// SPDX-License-Identifier: MIT
#pragma once
// The samples of one case, for the charts that show each of them: head's, or base's and head's.
#include "reports/charts/chart.h"

struct point {
    double ns; // per iteration
    guint process;
    guint place; // in the order in which they were taken
    bool is_disturbed;
};

struct chart_arm {
    const struct result *result;
    const char *name; // "base", "head"; of a run of one build "samples"
    unsigned colour;
    GArray *points;  // struct point, in their order
    GArray *counted; // double: those of which the summary is made, ascending
    guint n_disturbed;
};

struct chart_arms {
    struct chart_arm arm[2];
    size_t n;         // 1 or 2
    double low, high; // what is shown, ns: a few samples far away would press all others together
};

/** The samples of a case; n is 0 where there are none. */
struct chart_arms arms_of(const struct run *run, const struct result *result);
void arms_clear(struct chart_arms *arms);
// g_auto(Arms), as GLib wants a name of one word.
typedef struct chart_arms Arms;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arms, arms_clear)

/** Adds what the chart of a case shows and what it is about, with the number of samples. */
void chart_add_case_titles(struct chart *chart, const struct chart_plan *plan,
                           const struct chart_arms *arms, const char *finding);

/** Sets `arms`, how many there are, and arm_colours[]. */
void chart_add_arms(struct chart *chart, const struct chart_arms *arms);

/** Says how many samples are higher or lower than what is shown; empty where none is. */
char *arms_beyond_text(const struct chart_arms *arms);

/** The charts of a case; NULL when it has no samples. */
struct chart *chart_distribution(const struct chart_plan *plan, const struct chart_arms *arms);
struct chart *chart_order(const struct chart_plan *plan, const struct chart_arms *arms);
