// SPDX-License-Identifier: MIT
#pragma once
// Reads the series of a history.
#include "framework/history/opening.h"
#include "framework/history/reading.h"

/** Which series and points are wanted; `{0}`: all. */
struct history_filter {
    const char *const *patterns; // of case ids, as with -f; NULL: all
    const char *const *metrics;  // names; NULL: all
    const char *machine;         // how its identity begins; NULL: all
    const char *branch;          // NULL: all, also where it is not known
    const char *compiler;        // a part of it; NULL: all
    bool with_references;        // of the runs
    bool across_machines;        // series of several machines are joined (across.h)
    bool across_compilers; // those of several compilers or flags are not split (by_compiler.h)
    guint last;            // newest commits of each series; 0: all
};

/** What reads the points of a series: by its key, without a look at others or a sort. */
#define HISTORY_POINTS_QUERY "SELECT run, value, low, high FROM point WHERE series = ?"

/**
 * Reads the series that a filter wants. Commits are in the order of their parents where these are
 * in the history, and else of their times; a run without a commit has the place of its start.
 */
struct history_reading *history_read(struct history *history, const struct history_filter *filter,
                                     GError **error);

/** The same without any series: commits and runs alone. */
struct history_reading *history_read_runs(struct history *history,
                                          const struct history_filter *filter, GError **error);
