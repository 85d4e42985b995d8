// SPDX-License-Identifier: MIT
#pragma once
// Paired samples become verdicts; see docs/method.md.
#include "framework/result/comparison.h"
#include "framework/result/run.h"

/** What counts as a difference. */
struct thresholds {
    double alpha;       // the share of false calls allowed; 0.01
    double margin;      // the smallest difference that is called; 0.005
    double same_within; // the largest difference that counts as the same; 0.02
};

/** The defaults of the command line. */
struct thresholds thresholds_default(void);

/**
 * Compares two results that were measured in the same rounds: processes, and samples in them, with
 * the same index belong together. Call compare_decide() for the verdict. NULL if one of the results
 * was not measured or is at the floor.
 */
struct comparison *compare_pair(const struct result *baseline, const struct result *result,
                                const struct thresholds *thresholds);

/** The interval of the ratio at level 1 - `alpha`, of which its look may spend a share. */
void compare_interval(const struct comparison *comparison, double alpha, double interval[2]);

/** What an interval says: a difference beyond the margin, equivalence, or nothing yet. */
enum verdict compare_judge(const struct comparison *comparison, const double interval[2],
                           double same_within);

/**
 * Decides all comparisons of a run together: the promised rate of false calls holds for all of them
 * (Benjamini and Hochberg), so the level of the intervals depends on their number.
 */
void compare_decide(GPtrArray *comparisons, double alpha);

/**
 * Compares head's results of a run with base's, case by case, and puts the decided comparisons into
 * the run. Margins and notes of comparisons that it already has are kept. `of_case`, unless NULL,
 * may change the thresholds of a case.
 */
void compare_sides(struct run *run, const struct thresholds *thresholds,
                   void (*of_case)(const void *data, const char *id, struct thresholds *thresholds),
                   const void *data);

/**
 * Compares two saved runs case by case: `run` is head's; it takes over base's results and gets the
 * decided comparisons, which are UNPAIRED. Drift between the two runs is part of the difference, so
 * the intervals are wider and small changes cannot be seen.
 */
void compare_saved(struct run *run, struct run *base, const struct thresholds *thresholds);

/** Compares all alternatives of a run with their baselines; adds the decided comparisons to it. */
void compare_alternatives(struct run *run, const struct thresholds *thresholds);
