// SPDX-License-Identifier: MIT
#pragma once
// What differs between two profiles of the same work: base and head, by function, line and path.
#include "framework/profile/profile.h"

/** A metric that both profiles have. Values are per iteration where both passes have those. */
struct difference {
    const struct profile *sides[2];
    guint metric[2];
    double scale[2];  // that makes a value of a profile one of the difference
    double all[2];    // the value of the whole
    double sample[2]; // what a sample is worth; 0 where the metric is exact
    bool is_per_iteration;
};

/** Of the metric with a name. False: one of them lacks it. */
bool difference_find(struct difference *difference, const struct profile *base,
                     const struct profile *head, const char *metric);

/** A function, a line or a path, and what it has itself in base and head. */
struct changed {
    char *key;
    const struct profile_function *functions[2]; // NULL: it is not there
    unsigned lines[2];                           // of a line; 0: it is not there
    double self[2];
    double inclusive[2]; // of a function
};

/**
 * All functions (struct changed) that have any of the metric, those that changed most first.
 * Functions are the same if their names and those of their files are, without folders.
 */
GArray *difference_of_functions(const struct difference *difference);

/** The same of lines: they are the same if they are as far from where their function begins. */
GArray *difference_of_lines(const struct difference *difference);

/**
 * Of each side up to `most` paths that it alone has, and that have at least `least` of its values:
 * those with most first. The key is `main;parse;is_digit`.
 */
GArray *difference_of_paths(const struct difference *difference, const double least[2], guint most);

/**
 * Half of the 95 % interval of the change between two values that were sampled; 0 where they are
 * exact. How many samples there are in all is known, so that each value is a share of them, with
 * the binomial variance; and no less than that of one sample.
 */
double difference_half(const struct difference *difference, const double values[2]);

/** Whether something changed by more than that. */
bool difference_is_certain(const struct difference *difference, const struct changed *item);
