// SPDX-License-Identifier: MIT
#pragma once
// Many comparisons at once: the false discovery rate of a suite (Benjamini and Hochberg 1995).
#include <stddef.h>

/**
 * The level alpha * max(R, 1) / n for each of `n` comparisons, where R is how many Benjamini and
 * Hochberg reject at alpha. A comparison is rejected exactly if its p is at most that level, that
 * is, if its interval at 1 - level excludes "no difference": verdicts and intervals agree
 * (Benjamini and Yekutieli 2005). A NAN p is ignored. Returns alpha if n is 0. Sorts the values.
 */
double suite_level(double *p_values, size_t n, double alpha);
