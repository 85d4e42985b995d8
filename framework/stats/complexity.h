// SPDX-License-Identifier: MIT
#pragma once
// How time grows with an argument: the best of six models.
#include <stdbool.h>
#include <stddef.h>

// Simplest first: if two describe the times equally well, the earlier one is used.
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
 * residuals. False if there are fewer than COMPLEXITY_LEAST_POINTS arguments, if the largest is
 * less than COMPLEXITY_LEAST_RANGE times the smallest, or if every model is off by more than 15 %.
 * framework/stats/README.md has the formulas.
 */
bool complexity_fit(const double *n, const double *times, size_t count, struct complexity_fit *out);

/** The time that a fit predicts for an argument (from 1). */
double complexity_time(const struct complexity_fit *fit, double n);
