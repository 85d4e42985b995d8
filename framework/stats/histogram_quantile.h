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
 * The quantile of `share`, from 0 to 1: the middle of the bucket, of those in ascending order, with
 * the least observation that this share of all lies at or below. NAN where there are none.
 */
double histogram_quantile(const struct histogram_bucket *buckets, size_t n, double share);
