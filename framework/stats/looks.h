// SPDX-License-Identifier: MIT
#pragma once
// When a comparison may be looked at before it is complete, and how much of the allowed error each
// look may spend: group-sequential testing by alpha spending (Lan and DeMets 1983) with the power
// family alpha * f^2.5 (Kim and DeMets 1987), split as Bonferroni shares, which assumes nothing
// about how the looks depend on each other.
#include <stddef.h>

enum {
    LOOKS_MOST = 16,
    LOOKS_FIRST = 8, // restarts before the first look: t quantiles are huge below
};

struct looks {
    size_t n;
    size_t at[LOOKS_MOST]; // restarts, ascending; the last is the planned number
};

/** The looks of a comparison of `planned` restarts (at least 1): planned, half of it, ... */
struct looks looks_plan(size_t planned);

/** The share of alpha that look number `look` (from 0) may spend; all shares sum to 1. */
double looks_share(const struct looks *looks, size_t look);

/**
 * The share of the look at `restarts`, or 0 if there is none. A comparison that ends before its
 * plan (`is_last`) spends everything that earlier looks left.
 */
double looks_share_at(const struct looks *looks, size_t restarts, int is_last);
