// SPDX-License-Identifier: MIT
#pragma once
// The columns of a group's table.
#include "reports/report.h"
#include "reports/terminal/grid.h"
#include "reports/words/groups.h"

/**
 * A row per case, in the order that the report asks for, and the columns that it asks for, or else
 * those that have something to say:
 *
 * - case, or the alternative, once, and its argument;
 * - best: the smallest time that two processes reached; median, with half its 95 % interval;
 * - the metrics that benchrun knows (framework/result/metric.h), "~" when they are estimated;
 * - ratio: a bar, the time over that of the slowest alternative;
 * - speed-up: how many times as fast as the baseline, with its interval: the inverse of
 *   comparison.ratio, so that above 1x is faster;
 * - verdict: of the comparison; or why there is none (case_verdict_text());
 * - claim, and the other metrics.
 *
 * Times are per iteration.
 */
struct grid *table_columns(const struct report *report, const struct group *group);

/** Whether all words (NULL-terminated; NULL: none) name columns or metrics of the run. */
bool table_columns_check(const struct run *run, char *const *words, GError **error);

/** Whether the report's table has the column of that key; it has all of them unless it asks. */
bool table_columns_has(const struct report *report, const char *key);

/** The text of the column `verdict`; `comparison` may be NULL. */
const char *table_verdict(const struct result *result, const struct comparison *comparison,
                          bool is_reference);
