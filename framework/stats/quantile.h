// SPDX-License-Identifier: MIT
#pragma once
// Quantiles of a sample, Hyndman-Fan type 7: the default of R and NumPy.
#include <stddef.h>

/** The p-quantile (0 <= p <= 1) of `n` ascending values; NAN when n is 0. */
double quantile_sorted(const double *values, size_t n, double p);

/** Sorts `n` values into ascending order, NAN last. */
void sort_ascending(double *values, size_t n);

/** The median of `n` values in any order; sorts them. NAN when n is 0. */
double median_of(double *values, size_t n);

/**
 * The mean of the middle half of `n` values in any order, of which the outermost may count in part;
 * sorts them. NAN when n is 0.
 */
double interquartile_mean_of(double *values, size_t n);

/** The median absolute deviation from `center`, not scaled; overwrites `values`; NAN when n is 0.
 */
double mad_of(double *values, size_t n, double center);
