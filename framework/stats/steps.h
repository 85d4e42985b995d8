// SPDX-License-Identifier: MIT
#pragma once
// Steps in series over commits: where the level of a noisy series changed. docs/history.md
// describes the method, how its constants were chosen, and what it finds beside the rules of other
// tools.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct step {
    size_t at;          // the first value after it
    size_t begin, end;  // what it separates: begin .. at - 1 and at .. end - 1
    double change;      // of the level
    double interval[2]; // of the change, at 95 %
    double least;       // for the last step: the least deviation after it, in units of the noise
    double p;           // that values in random order have such a step
    bool is_last_alone; // the last value is all that shows it
};

/** One series, oldest value first. */
struct steps_series {
    size_t n;
    const double *values; // finite: logarithms, where ratios are of interest
    const double *errors; // the standard error of each, NAN where not known; NULL: none is
    double least_noise;   // what the values cannot show: their resolution; above 0
    // Filled in by steps_find().
    struct step *steps; // ascending; room for n
    size_t n_steps;
    double noise;       // the standard deviation of a value, with what drifts along
    double *deviations; // of each value from its level, in units of the noise; room for n
    size_t work;        // what it cost: see potts_work()
};

/** The penalty for a step in a series of `n`, in units of the noise. */
double steps_penalty(size_t n);

/** Finds the steps of one series. `seed` makes p repeatable. False where memory runs out. */
bool steps_find(struct steps_series *series, uint64_t seed);

/**
 * Once steps_find() has seen all `n` series: gives p to the steps at their ends, which rest on few
 * values, by what the noise of all series does, and returns the level at which steps are called so
 * that the share `alpha` of the calls is false (Benjamini and Hochberg; a series without a step
 * counts as one that was tested). A NAN where memory runs out.
 */
double steps_judge(struct steps_series *series, size_t n, double alpha);
