// SPDX-License-Identifier: MIT
#pragma once
// A history: one file (SQLite) that holds what many runs measured, by commit. Several programs may
// read and write it at once; each run is in it as a whole or not at all, also after a kill -9.
// series.h reads it.
#include "framework/history/opening.h"
#include "framework/result/run.h"

/** What became of runs that were added. */
struct history_added {
    guint runs;     // that are new
    guint known;    // that were there already, or of which more was
    guint replaced; // of the new ones, those of which less was there
    guint points;   // of the new ones
    guint empty;    // without a number to keep
    guint unplaced; // sides of comparisons of which nobody knows the commit
};

/**
 * Adds what a run measured, of a comparison both sides, and counts on in `added`. A run that is
 * there already is left as it is; one that was there with fewer values is replaced (same_run.h).
 */
bool history_add(struct history *history, const struct run *run, struct history_added *added,
                 GError **error);

/**
 * Adds what commits descend from, whether they were measured or not: lines of a commit and its
 * parents with blanks between them.
 */
bool history_add_ancestry(struct history *history, char *const *lines, GError **error);
