// SPDX-License-Identifier: MIT
#pragma once
// The steps in a series: exact weighted L1-Potts segmentation (Friedrich, Kempe, Liebscher and
// Winkler, Complexity penalized M-estimation, J. Comp. Graph. Stat. 17, 2008). Dynamic programming,
// O(n^2) time and O(n) memory: the weighted median of a segment is followed as its values leave a
// list in ascending order.
#include <stddef.h>

struct potts;

/** Prepares `n` finite values with weights from 1e-6 to 1. NULL where memory runs out. */
struct potts *potts_new(const double *values, const double *weights, size_t n);
void potts_free(struct potts *potts);

/**
 * Cuts the series into segments so that their costs and `penalty` for each step are least in sum;
 * the cost of a segment is the sum of weighted absolute deviations from its weighted median. Of
 * equals, the one with the longest last segment. Fills `starts`, which has room for n, with the
 * first value of each segment, ascending from 0, and returns how many there are.
 */
size_t potts_segment(struct potts *potts, double penalty, size_t *starts);

/**
 * By how much the best single step lowers the cost of the whole series, with at least `least`
 * values (from 1) on each side; 0 if there is no room for one.
 */
double potts_best_gain(struct potts *potts, size_t least);

/** Exchanges the values (with their weights) at two places. */
void potts_swap(struct potts *potts, size_t a, size_t b);

/** How often a value has left a list since potts_new(): the work done. */
size_t potts_work(const struct potts *potts);
