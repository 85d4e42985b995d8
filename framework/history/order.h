// SPDX-License-Identifier: MIT
#pragma once
// The order of commits of which only some are known.
#include <glib.h>
#include <stdint.h>

struct order_node {
    const char *name;
    const char *const *parents; // names, also of commits that are not known; ends with NULL
    int64_t time;
};

/**
 * The indices (guint) of nodes in order: a commit comes after its parents, and of those that may
 * come next the oldest comes first. What is in a circle, which git has none of, comes last.
 */
GArray *order_commits(const struct order_node *nodes, guint n);
