// SPDX-License-Identifier: MIT
#pragma once
// When a comparison may be looked at before it is complete, and what each look may spend of the
// allowed error: group-sequential testing by alpha spending (Lan and DeMets 1983) with the power
// family alpha * f^2.5 (Kim and DeMets 1987), split as Bonferroni shares, which needs no assumption
// on how the looks depend on each other.
#include <stddef.h>

enum {
    LOOKS_MOST = 16,
    LOOKS_FIRST = 8, // restarts before the first look: t quantiles are huge below
};

struct looks {
    size_t n;
    size_t at[LOOKS_MOST]; // restarts, ascending; the last is what was planned
};

/** The looks of a comparison of `planned` restarts (at least 1): planned, half of it, ... */
struct looks looks_plan(size_t planned);

/** The share of alpha that the look number `look`, from 0, may spend; all of them sum to 1. */
double looks_share(const struct looks *looks, size_t look);

/**
 * The share of the look at `restarts` if there is one, else 0. A comparison that ends before the
 * plan does (`is_last`) spends all that earlier looks left.
 */
double looks_share_at(const struct looks *looks, size_t restarts, int is_last);
