// SPDX-License-Identifier: MIT
#pragma once
// How time grows with an argument: the one of six models that describes the times best.
#include <stdbool.h>
#include <stddef.h>

// From the simplest: where two describe the times as well, the earlier one is taken.
enum complexity {
    COMPLEXITY_1,
    COMPLEXITY_LOG_N,
    COMPLEXITY_N,
    COMPLEXITY_N_LOG_N,
    COMPLEXITY_N2,
    COMPLEXITY_N3,
};
enum { COMPLEXITIES = 6, COMPLEXITY_LEAST_POINTS = 4, COMPLEXITY_LEAST_RANGE = 8 };

/** `O(1)`, `O(log n)`, `O(n)`, `O(n log n)`, `O(n^2)`, `O(n^3)`. */
const char *complexity_word(enum complexity complexity);

// time = offset + scale * term(n), in the unit of the times; neither is below 0.
struct complexity_fit {
    enum complexity complexity;
    double offset;
    double scale;
    double error; // root mean square of the relative residuals, by the degrees of freedom
};

/**
 * Fits `count` times (above 0) of distinct arguments `n` (from 1) by least squares of the relative
 * residuals. False, and nothing is said, where there are fewer than COMPLEXITY_LEAST_POINTS, where
 * the largest argument is less than COMPLEXITY_LEAST_RANGE times the smallest, and where no model
 * comes within a quarter of the times. framework/stats/README.md has the formulas.
 */
bool complexity_fit(const double *n, const double *times, size_t count, struct complexity_fit *out);

/** The time that a fit gives for an argument from 1. */
double complexity_time(const struct complexity_fit *fit, double n);
