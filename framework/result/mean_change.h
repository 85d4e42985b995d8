// SPDX-License-Identifier: MIT
#pragma once
// The change of a whole comparison of builds in one number.
#include "framework/result/run.h"

struct mean_change {
    unsigned n;         // comparisons
    double ratio;       // their geometric mean: below 1 is faster
    double interval[2]; // of it, at 1 - the run's alpha
};

/**
 * The geometric mean of the ratios whose interval is known, each of the same weight. The logarithms
 * are independent, each with the standard error that its 95 % interval shows; the mean of several
 * is taken to be normal. What may be drift between two sittings is common to all cases, so it
 * widens the interval by its mean. False if there are fewer than two, or the run does not compare
 * builds.
 */
bool run_mean_change(const struct run *run, struct mean_change *out);
