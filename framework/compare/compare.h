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
 * each, belong together by index. It is yet to be decided. NULL where one of them was not measured,
 * or is at the floor.
 */
struct comparison *compare_pair(const struct result *baseline, const struct result *result,
                                const struct thresholds *thresholds);

/**
 * Whether a comparison in progress can end: it has reached a look, and either differs so clearly
 * that no other of `n_comparisons` could take that back, or is the same so clearly that the full
 * budget could not make a change out of it.
 */
bool compare_is_settled(const struct comparison *comparison, const struct thresholds *thresholds,
                        size_t n_comparisons, size_t restarts, size_t planned);

/**
 * Decides all comparisons of a run together: the promised rate of false calls holds over them, by
 * Benjamini and Hochberg, so the level of the intervals depends on how many there are.
 */
void compare_decide(GPtrArray *comparisons, double alpha);

/**
 * Compares head's results of a run with base's, case by case, into its comparisons, decided. What a
 * comparison that is there already says of margins and notes is kept. `of_case`, unless NULL, may
 * change the thresholds of a case.
 */
void compare_sides(struct run *run, const struct thresholds *thresholds,
                   void (*of_case)(const void *data, const char *id, struct thresholds *thresholds),
                   const void *data);

/**
 * Compares two saved runs of different times case by case: `run` is head's, and takes base's
 * results over; and its comparisons, decided, are UNPAIRED. What drifted between the two runs is
 * part of the difference, so the intervals are wider and small changes cannot be seen.
 */
void compare_saved(struct run *run, struct run *base, const struct thresholds *thresholds);

/** Compares all alternatives of a run with their baselines, into its comparisons, decided. */
void compare_alternatives(struct run *run, const struct thresholds *thresholds);
