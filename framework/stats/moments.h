// SPDX-License-Identifier: MIT
#pragma once
// Mean and standard deviation.
#include <stddef.h>

/** The arithmetic mean of `n` values; NAN when n is 0. */
double mean(const double *values, size_t n);

/** The standard deviation with n - 1 in the denominator; NAN when n is below 2. */
double standard_deviation(const double *values, size_t n);
