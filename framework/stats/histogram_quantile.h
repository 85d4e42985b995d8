// SPDX-License-Identifier: MIT
#pragma once
// Quantiles of a histogram.
#include <stddef.h>

/** `count` observations from `from` up to, and without, `to`. */
struct histogram_bucket {
    double from;
    double to;
    double count;
};

/** All observations of `n` buckets. */
double histogram_count(const struct histogram_bucket *buckets, size_t n);

/**
 * The quantile of `share`, from 0 to 1, of `n` buckets in ascending order, of whose observations
 * each counts as the middle of its bucket; NAN where there are none. In half of all samples it is
 * below the true one, so that an interval by ranks over several samples holds that
 * (framework/stats/README.md).
 */
double histogram_quantile(const struct histogram_bucket *buckets, size_t n, double share);
