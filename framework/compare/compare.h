// SPDX-License-Identifier: MIT
#pragma once
// Paired samples become verdicts; see docs/method.md.
#include "framework/compare/thresholds.h"
#include "framework/result/comparison.h"
#include "framework/result/run.h"

/** Changes what counts for one case. */
typedef void thresholds_of_case(const void *data, const char *id, struct thresholds *thresholds);

/**
 * Compares two results that were measured in the same rounds: processes, and samples in them, with
 * the same index belong together. Call decision_make() for the verdict. NULL if one of the results
 * was not measured or is at the floor.
 */
struct comparison *compare_pair(const struct result *baseline, const struct result *result,
                                const struct thresholds *thresholds);

/**
 * Compares head's results of a run with base's, case by case, and puts the decided comparisons into
 * the run. Margins and notes of comparisons that it already has are kept. `of_case`, unless NULL,
 * may change the thresholds of a case.
 */
void compare_sides(struct run *run, const struct thresholds *thresholds,
                   thresholds_of_case *of_case, const void *data);

/**
 * Compares two saved runs case by case: `run` is head's; it takes over base's results and gets the
 * decided comparisons, which are UNPAIRED: a difference is called beyond what two sittings differ
 * by without any change. `of_case`, unless NULL, may change the thresholds of a case.
 */
void compare_saved(struct run *run, struct run *base, const struct thresholds *thresholds,
                   thresholds_of_case *of_case, const void *data);

/**
 * Compares all alternatives of a run with their baselines; it gets the decided comparisons in place
 * of those that it has, of which only kept ones remain.
 */
void compare_alternatives(struct run *run, const struct thresholds *thresholds);

/** Decides a run that was read or joined: the samples are the truth. Its thresholds are kept. */
void compare_again(struct run *run);

/** The verdict; in a part of a run, the difference that the whole may call. */
enum verdict compare_find_call(const struct run *run, const struct comparison *comparison);
