// SPDX-License-Identifier: MIT
#pragma once
// The density of a sample: a Gaussian kernel estimate.
#include <stdbool.h>
#include <stddef.h>

/**
 * Silverman's rule of thumb, 0.9 min(s, IQR / 1.34) n^(-1/5), of `n` ascending values: R's bw.nrd0.
 * An IQR of 0 does not count. NAN where the values are fewer than two or all alike.
 */
double density_bandwidth(const double *sorted, size_t n);

/**
 * The density of `n` values in any order at `points` (from 2) places from `low` to `high`, evenly
 * spaced, by linear binning. Values beyond that count as far as their kernels reach in. False, and
 * nothing is written, unless n and the bandwidth are above 0, low below high and memory is there.
 */
bool density_estimate(const double *values, size_t n, double bandwidth, double low, double high,
                      double *density, size_t points);
