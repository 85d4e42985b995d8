// SPDX-License-Identifier: MIT
#pragma once
// A comparison in words, and comparisons in the order in which to show them.
#include "framework/result/run.h"

/**
 * One line that a person can act on: "2 regressions (worst parse/large 1.083x slower, 1.071 to
 * 1.095), 1 improvement, 31 same, 3 unclear (changes under 2.1 % could not be seen)"; to free.
 */
char *comparison_summary(const struct run *run);

// Cells of tables; to free.
char *comparison_interval(const struct comparison *comparison);
char *comparison_note(const struct comparison *comparison);

/** A level of 0.9993 as "99.93", with as few digits as tell it from 100; to free. */
char *comparison_level(double level);

/** Worst first: slower, faster, unclear, same, each by its ratio. Negative: `a` is the worse. */
int comparison_order(const struct comparison *a, const struct comparison *b);

/** The comparisons of a run, in comparison_order(). */
GPtrArray *comparisons_sorted(const struct run *run);
