// SPDX-License-Identifier: MIT
#pragma once
// Paired samples become verdicts: docs/method.md.
#include "framework/result/comparison.h"
#include "framework/result/run.h"

/** What counts as a difference. */
struct thresholds {
    double alpha;       // the share of false calls that is allowed, 0.01
    double margin;      // the smallest difference worth a call, 0.005
    double same_within; // what counts as equivalent, 0.02
};

/** The defaults of the command line. */
struct thresholds thresholds_default(void);

/**
 * Compares two results that were measured in the same rounds: their processes, and the samples in
 * each, belong together by index. NULL where one of them was not measured, or is at the floor.
 */
struct comparison *compare_pair(const struct result *baseline, const struct result *result,
                                const struct thresholds *thresholds);

/** Compares all alternatives of a run with their baselines, into its comparisons. */
void compare_alternatives(struct run *run, const struct thresholds *thresholds);
