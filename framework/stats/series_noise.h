// SPDX-License-Identifier: MIT
#pragma once
// How much the values of a series vary where nothing has changed, though steps and spikes are in
// it.
#include <stddef.h>

/**
 * The standard deviation of a value, from differences: a median of them is not moved by a few steps
 * and spikes, their 0.8 quantile sees a second mode, and those of longer lags see what drifts.
 * `scratch` has room for n. 0 below two values.
 */
double series_noise(const double *values, size_t n, double *scratch);

/**
 * How many times as large the noise is for a mean of many values as it would be were they
 * independent: the root of 1 + 2 (1 - k / (K + 1)) r_k, summed up to K, the root of n, with r_k the
 * autocorrelation at lag k (Newey and West 1987); at least 1. From deviations, of which those
 * beyond 4 count as 4; `scratch` has room for n.
 */
double series_drift(const double *deviations, size_t n, double *scratch);
