// SPDX-License-Identifier: MIT
#pragma once
// Pruning: removes built trees that were not used for a long time or take too much space.
#include <glib.h>
#include <stdbool.h>

struct prune_limits {
    double age_s;  // since a tree was last used; 30 days
    guint64 bytes; // of all trees; 5 GiB
};
struct prune_limits prune_limits_default(void);

/**
 * Removes trees that are older, then the least recently used until the rest is small enough, but
 * none that a process has open; also the remains of crashes, and old logs, searches of `bisect` and
 * snapshots. Returns how many trees it removed.
 */
unsigned prune_cache(const struct prune_limits *limits);
