// SPDX-License-Identifier: MIT
#pragma once
// Pruning: built trees that were not used for long, or are too many, go.
#include <glib.h>
#include <stdbool.h>

struct prune_limits {
    double age_s;  // since it was last used, 30 days
    guint64 bytes; // of all of them, 5 GiB
};
struct prune_limits prune_limits_default(void);

/**
 * Removes what is older, and then the longest unused until the rest is small enough, but none that
 * a process has open; what crashes left, and old logs and snapshots. Returns how many trees went.
 */
unsigned prune_cache(const struct prune_limits *limits);
