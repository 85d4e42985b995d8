// SPDX-License-Identifier: MIT
#pragma once
// The comparison of two builds for a terminal: a row per case, worst first, and what it comes to.
#include "reports/report.h"
#include "reports/terminal/grid.h"

/** Appends the table, the notes, and what is in one build alone, at most `width` columns wide. */
void comparison_table_write(GString *out, const struct report *report, size_t width);

/** The rows of that table for some comparisons of the run, in their order. */
struct grid *comparison_grid(const struct run *run, const GPtrArray *comparisons);

/**
 * One line that a person can act on: "2 regressions (worst parse/large 1.083x slower, 1.071 to
 * 1.095), 1 improvement, 31 same, 3 unclear (changes under 2.1 % could not be seen)"; to free.
 */
char *comparison_summary(const struct run *run);

// Cells of that table; to free.
char *comparison_interval(const struct comparison *comparison);
char *comparison_note(const struct comparison *comparison);

/** A level of 0.9993 as "99.93", with as few digits as tell it from 100; to free. */
char *comparison_level(double level);

/** Worst first: slower, faster, unclear, same, each by its ratio. Negative: `a` is the worse. */
int comparison_order(const struct comparison *a, const struct comparison *b);

/** The comparisons of a run, in comparison_order(). */
GPtrArray *comparisons_sorted(const struct run *run);
