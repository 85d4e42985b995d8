// SPDX-License-Identifier: MIT
#pragma once
// The rank-sum test (Wilcoxon 1945; Mann and Whitney 1947) of two separate samples, the
// Hodges-Lehmann (1963) estimate of the shift between them and its interval: all three from the
// differences of every value of one and every value of the other. Exact for up to RANK_SUM_EXACT
// differences.
//
// Values in ascending order. Ties, and differences that equal the tested shift, count against a
// difference, so that no level is exceeded where values are discrete (Noether 1967).
#include <stddef.h>

/** Above it, a normal approximation with continuity correction, whose p is too large. */
enum { RANK_SUM_EXACT = 10000 };

/** Two separate samples. */
struct rank_sum {
    const double *base;
    size_t n_base;
    const double *head;
    size_t n_head;
};

/** P(U <= u), U the number of differences below 0 among n_base * n_head if there is no shift. */
double rank_sum_cdf(size_t n_base, size_t n_head, size_t u);

/** The fewest values on each side whose p can be as small as `alpha`. */
size_t rank_sum_least(double alpha);

/** The Hodges-Lehmann estimate of head's shift: the median difference; NAN without values. */
double rank_sum_shift(const struct rank_sum *samples);

/**
 * The interval of the shift at the level 1 - alpha, ends included. From minus to plus infinity with
 * too few values for that level.
 */
void rank_sum_interval(const struct rank_sum *samples, double alpha, double interval[2]);

/** The two-sided p-value of "head is shifted by `shift`": the least alpha that excludes it. */
double rank_sum_p(const struct rank_sum *samples, double shift);
