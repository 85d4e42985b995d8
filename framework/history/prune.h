// SPDX-License-Identifier: MIT
#pragma once
// Removes runs that are no longer wanted, with all that only they need.
#include "framework/history/series.h"

struct history_pruned {
    guint runs;
    int64_t points, series, commits, machines;
    guint left; // runs
};

/**
 * Removes what only runs referred to that are not there any more, inside a transaction, and counts
 * it: series, commits, machines, and what is known of the ancestors of these commits alone.
 */
bool history_remove_orphans(const struct history *history, struct history_pruned *pruned,
                            GError **error);

/**
 * Of the runs that `filter` wants, removes those that are not of the newest `keep` commits of their
 * machine (0: of any) and were started before a time (HISTORY_UNKNOWN: at any), in one transaction.
 * What is accepted stays. A dry run only counts.
 */
bool history_prune_runs(struct history *history, const struct history_filter *filter, guint keep,
                        int64_t before, bool is_dry, struct history_pruned *pruned, GError **error);
