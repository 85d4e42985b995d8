// SPDX-License-Identifier: MIT
#pragma once
// The signed-rank test (Wilcoxon 1945) of values that are symmetric about a centre, the
// Hodges-Lehmann (1963) estimate of that centre and its interval: all three from the Walsh
// averages, the averages of all pairs of values, of each with itself too. Exact for up to
// SIGNED_RANK_EXACT values.
//
// Values in ascending order. Ties, and averages that equal the tested centre, count against a
// difference, so that no level is exceeded where values are discrete (Noether 1967).
#include <stddef.h>

/** Above it, a normal approximation with continuity correction: p too large by 2 % at 0.01. */
enum { SIGNED_RANK_EXACT = 200 };

/** P(T <= t), T the sum of the ranks of the positive ones among `n` values around 0. */
double signed_rank_cdf(size_t n, size_t t);

/** The fewest values whose p can be as small as `alpha`: with n of them it is at least 2^(1-n). */
size_t signed_rank_least(double alpha);

/** The Hodges-Lehmann estimate: the median of the Walsh averages; NAN when n is 0. */
double signed_rank_center(const double *values, size_t n);

/**
 * The interval of the centre at the level 1 - alpha, ends included. From minus to plus infinity
 * with fewer than signed_rank_least(alpha) values.
 */
void signed_rank_interval(const double *values, size_t n, double alpha, double interval[2]);

/** The two-sided p-value of "the centre is 0": the least alpha whose interval excludes 0. */
double signed_rank_p(const double *values, size_t n);
