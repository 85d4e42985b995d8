// SPDX-License-Identifier: MIT
#pragma once
// The stalls of a profile by where they were: those whose stacks go through the same functions of
// the program are one group, whatever the lines, and whatever the libraries did that it called
// last.
#include "framework/profile/profile.h"

struct stall_group {
    guint number;
    double total, longest; // seconds
    guint node;            // of the longest; 0: where these were is unknown
};

/** Those that took longest in all first: struct stall_group. */
GArray *stall_groups(const struct profile *profile);

/** The time of all stalls, in seconds. */
double stall_groups_total(const GArray *groups);
