// SPDX-License-Identifier: MIT
#pragma once
// The comparison of two builds for a terminal: a row per case, worst first, and what it comes to.
#include "reports/report.h"
#include "reports/terminal/grid.h"

/** Appends the table, the notes, and what is in one build alone, at most `width` columns wide. */
void comparison_table_write(GString *out, const struct report *report, size_t width);

/** The rows of that table for some comparisons of the run, in their order. */
struct grid *comparison_grid(const struct run *run, const GPtrArray *comparisons);
