// SPDX-License-Identifier: MIT
#pragma once
// The comparison of two builds for a terminal: a row per case, worst first, and a summary.
#include "reports/report.h"
#include "reports/terminal/grid.h"

/**
 * Appends the table, the notes, and what is in one build alone; false where columns were left out
 * for lack of room.
 */
bool comparison_table_write(GString *out, const struct report *report);

/** The rows of that table for some comparisons of the run, in their order. */
struct grid *comparison_grid(const struct report *report, const GPtrArray *comparisons);

/** Whether all words (NULL-terminated; NULL: none) name columns of that table, or metrics. */
bool comparison_columns_check(const struct run *run, char *const *words, GError **error);
