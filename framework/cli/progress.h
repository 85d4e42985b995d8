// SPDX-License-Identifier: MIT
#pragma once
// Progress: what is measured, how far it is, how long it will still take. A line on a terminal, and
// what `benchrun ps` shows.
#include <glib.h>
#include <stdbool.h>

struct progress {
    bool is_shown;
    guint n_plans;
    double total_s; // budget of all plans
    double done_s;  // budget of the finished ones
    guint index;    // of the running plan, from 1
    double plan_s;  // its budget
    gint64 started_us;
};

/** Begins; the line is shown where stderr is a terminal and the user wants it. */
void progress_begin(struct progress *progress, guint n_plans, double total_s, bool is_quiet);
/** A plan of `budget_s` begins. */
void progress_next(struct progress *progress, double budget_s);
/** Shows `what` with `share` (0 to 1) of the running plan done. */
void progress_show(const struct progress *progress, const char *what, double share);
/** Takes the line away. */
void progress_end(const struct progress *progress);
