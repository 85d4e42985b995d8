// SPDX-License-Identifier: MIT
#pragma once
// From what the restarts show to a verdict; see docs/method.md.
#include "framework/result/comparison.h"

/**
 * Where each side has several layouts, an interval spends alpha over this number: there are two
 * rules to choose from, and --layouts auto tries up to four numbers of layouts.
 */
enum { DECISION_LAYOUT_SHARES = 8 };

/** The fewest restarts that can decide one of `n_comparisons`; 0 where there is none. */
unsigned decision_least_restarts(double alpha, size_t n_comparisons);

/**
 * The fewest planned restarts that decide one of them if all but one show the same direction, as a
 * disturbed one may not; 0 where there is none.
 */
unsigned decision_sure_restarts(double alpha, size_t n_comparisons);

/** The fewest processes of each of two separate runs that can decide one of `n_comparisons`. */
unsigned decision_least_processes(double alpha, size_t n_comparisons);

/**
 * The interval of the ratio at level 1 - `alpha`, of which its look may spend a share. False, and
 * NANs, where there are too few restarts for that level.
 */
bool decision_interval(const struct comparison *comparison, double alpha, double interval[2]);

/** Takes what the machine code says: a difference of the same code is `placement`, then and later.
 */
void decision_take_code(struct comparison *comparison, bool is_same_code);

/** `faster` or `slower` if the interval excludes 1 and the ratio is beyond the margin. */
enum verdict decision_difference(const struct comparison *comparison, const double interval[2]);

/** Whether an interval shows equivalence. */
bool decision_is_same(const double interval[2], double same_within);

/**
 * Decides all comparisons of a run together: the promised rate of false calls holds for all of them
 * (Benjamini and Hochberg), so the level of the intervals depends on their number. Only what is the
 * `same` is so at the level 1 - alpha. `n_all`: how many the run has in all; those that are not
 * here, in another part of it, count as not different, so that what is called here is called in the
 * whole too. 0: all are here.
 */
void decision_make(GPtrArray *comparisons, double alpha, size_t n_all);

/** The difference that a run calls if its other comparisons are clear enough; else unclear. */
enum verdict decision_possible(const struct comparison *comparison, double alpha);
