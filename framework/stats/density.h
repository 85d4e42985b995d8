// SPDX-License-Identifier: MIT
#pragma once
// The density of a sample: a Gaussian kernel estimate.
#include <stdbool.h>
#include <stddef.h>

/**
 * Silverman's rule of thumb, 0.9 min(s, IQR / 1.34) n^(-1/5), of `n` ascending values: R's bw.nrd0.
 * An IQR of 0 is ignored. NAN if there are fewer than two values or all are equal.
 */
double density_bandwidth(const double *sorted, size_t n);

/**
 * The density of `n` values in any order at `points` (from 2) evenly spaced places from `low` to
 * `high`, by linear binning. Values outside count as far as their kernels reach inside. False, with
 * nothing written, unless n and the bandwidth are above 0, low is below high and memory suffices.
 */
bool density_estimate(const double *values, size_t n, double bandwidth, double low, double high,
                      double *density, size_t points);
