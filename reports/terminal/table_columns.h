// SPDX-License-Identifier: MIT
#pragma once
// The columns of a group's table.
#include "reports/terminal/grid.h"
#include "reports/words/groups.h"

/**
 * A row per case, and the columns that have something to say:
 *
 * - case; best: the smallest time that two processes reached; median, with half its 95 % interval;
 * - the metrics that benchrun knows (framework/result/metric.h), "~" when they are estimated;
 * - speed-up: how many times as fast as the baseline, with its interval: the inverse of
 *   comparison.ratio, so that above 1x is faster;
 * - verdict: of the comparison; or why there is none: `baseline`, `at the floor`, `optimised away?`
 *   (these two are not ranked) or the status of a case that could not be measured;
 * - claim, and the other metrics.
 *
 * Times are per iteration.
 */
struct grid *table_columns(const struct run *run, const struct group *group);

/** The text of the column `verdict`; `comparison` may be NULL. */
const char *table_verdict(const struct result *result, const struct comparison *comparison,
                          bool is_reference);
