// SPDX-License-Identifier: MIT
#pragma once
// The spans of a profile by label.
#include "framework/profile/profile.h"

/** Those of a label that ended; times are seconds. */
struct span_sum {
    const char *label; // of the profile
    guint count;
    double total, mean, p50, p99, max;
};

/** Those that took longest in all first: struct span_sum. */
GArray *span_sums(const struct profile *profile);

/** Those that are open, the oldest first: const struct profile_span *. */
GPtrArray *span_sums_open(const struct profile *profile);

/** The label of a span's parent; NULL: it has none, or that is not there. */
const char *span_sums_parent(const struct profile *profile, const struct profile_span *span);
