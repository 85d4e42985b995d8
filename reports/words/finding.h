// SPDX-License-Identifier: MIT
#pragma once
// What a chart shows, in one line: its title.
#include "framework/result/run.h"
#include "reports/words/comparison_words.h"

/**
 * Of alternatives (const struct result *) for one argument, from their verdicts: "simd is 5.61x
 * faster than loop". Says no more than the verdicts do. Printable; the caller frees it.
 */
char *finding_of_alternatives(const struct run *run, const GPtrArray *results);

/**
 * Of a whole run: of two builds what comparison_summary() says, of one group what
 * finding_of_alternatives() says, else how many are faster and slower than their baselines; and
 * what failed.
 */
char *finding_of_run(const struct run *run);

/**
 * The comparisons of a run, worst first (as comparisons_sorted()), without those of cases that must
 * not be ranked. g_ptr_array_unref() frees the array.
 */
GPtrArray *comparisons_ranked(const struct run *run);

/** "36 measured, 1 skipped, 1 crashed in 12.3 s". */
char *finding_measured(const struct run *run);

/** The name of a benchmark for titles: printable, long ones without their start. */
char *finding_name(const char *name);

/** Of one case in two builds: "large is slower by 8.30%". */
char *finding_of_change(const struct run *run, const struct comparison *comparison);

/** Of all cases in two builds: "2 of 17 cases are slower, the worst, parse/large, by 8.30%". */
char *finding_of_comparison(const struct run *run);
