// SPDX-License-Identifier: MIT
#pragma once
// When a comparison may be looked at before it is complete, and how much of the allowed error each
// look may spend: group-sequential testing by alpha spending (Lan and DeMets 1983) with the power
// family alpha * f^2.5 (Kim and DeMets 1987), split as Bonferroni shares, which assumes nothing
// about how the looks depend on each other.
#include <stddef.h>

enum {
    LOOKS_MOST = 16,
    // Restarts before the first look: the share of one that comes earlier is too small for the
    // ranks of so few, whatever they are (signed_rank.h).
    LOOKS_FIRST = 14,
};

struct looks {
    size_t n;
    size_t at[LOOKS_MOST]; // restarts, ascending; the last is the planned number
};

/**
 * The looks of a comparison of `planned` restarts (at least 1): at the planned number, and at each
 * number that is the next one's over the root of 2, rounded up.
 */
struct looks looks_plan(size_t planned);

/** The share of alpha that look number `look` (from 0) may spend; all shares sum to 1. */
double looks_share(const struct looks *looks, size_t look);

/**
 * The share of the look at `restarts`, or 0 if there is none. A comparison that ends before its
 * plan (`is_last`) spends everything that earlier looks left.
 */
double looks_share_at(const struct looks *looks, size_t restarts, int is_last);
