// SPDX-License-Identifier: MIT
#pragma once
// The rules by which two published tools find steps, written from what they published by June 2026,
// to be compared with ours: times in, the first value after each step out.
#include <stddef.h>

/** Fills `at`, which has room for n, ascending; returns how many there are. */
typedef size_t step_rule(const double *times, size_t n, size_t *at);

/**
 * asv (asv/step_detect.py): L1-Potts segmentation, approximate, in windows of 20; its penalty
 * minimises 4 ln(n) / n for each segment and the logarithm of the deviations, less their best
 * autocorrelation. Every step.
 */
step_rule asv_steps;

/**
 * What asv reports of those: steps up to a level that is never left again for a better one, by more
 * than 5 % and the deviations within; and of the reciprocal times, so that both directions count.
 */
step_rule asv_regressions;

/**
 * Apache Otava (docs/MATH.md, otava/analysis.py): e-divisive splits in windows of 50 that
 * overlap by half, while Student's t test says p < 0.01; then the weakest go until p < 0.001 for
 * all.
 */
step_rule otava_steps;

/** Ours, called at 5 % as if it were the only series. */
step_rule own_steps;
