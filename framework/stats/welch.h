// SPDX-License-Identifier: MIT
#pragma once
// The difference of the means of two separate samples: Welch's t (1947), with a variance added for
// the drift between them, which the samples cannot show.
#include <stdbool.h>
#include <stddef.h>

struct welch {
    double difference; // mean of the second sample less that of the first
    double error;      // its standard error
    double df;         // degrees of freedom
};

/** The fewest values on a side. */
enum { WELCH_LEAST = 5 };

/** `drift` is a standard deviation. False with fewer than WELCH_LEAST values on a side. */
bool welch_compare(const double *first, size_t n_first, const double *second, size_t n_second,
                   double drift, struct welch *out);

/** The interval of the difference at the level 1 - alpha. */
void welch_interval(const struct welch *welch, double alpha, double interval[2]);

/** The two-sided p-value of "there is no difference". */
double welch_p(const struct welch *welch);
