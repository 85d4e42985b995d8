// SPDX-License-Identifier: MIT
#pragma once
// A comparison in words, and comparisons in the order in which to show them.
#include "framework/result/run.h"

/**
 * One line that a person can act on: "2 regressions (worst: parse/large +8.30% [+7.10%, +9.50%]), 1
 * improvement, 31 same, 3 unclear (changes under 2.1% could not be seen)"; to free.
 */
char *comparison_summary(const struct run *run);

/** "Geometric mean of the change over 12 cases: +0.12% [-0.05%, +0.30%]."; "" of fewer than two. */
char *comparison_mean_words(const struct run *run);

/** The sentence that explains `placement`; "" if no comparison has that verdict. */
const char *comparison_placement_words(const struct run *run);

/** The ids of the cases that run the same code in both builds and were not measured; borrowed. */
GPtrArray *comparison_same_code(const struct run *run);

/** Whether its interval decides nothing because too many rounds were disturbed. */
bool comparison_is_disturbed(const struct comparison *comparison);

/** The metrics (const struct metric *, of head) of the passes of which one was judged, each once,
 * in the order of columns. */
GPtrArray *comparison_metrics(const struct run *run);

/** "3 -> 4", "3" if both are the same; of what is sampled in turn "+1.20%",
 * "+5.10% worse". */
char *comparison_metric_change(const struct run *run, const struct comparison *comparison,
                               const struct metric *metric);

// Cells of tables; to free. An interval that decides nothing is empty.

/** The word, and why it is `unclear` whatever the interval: "unclear: 3 processes". */
char *comparison_verdict(const struct comparison *comparison);
/**
 * What a case came to: the verdict of its comparison (may be NULL); or why it has none: `baseline`,
 * `at the floor`, `optimised away`, `optimised away?` or its status. Empty where there is nothing
 * to say. The text says why as well.
 */
const char *case_verdict(const struct result *result, const struct comparison *comparison,
                         bool is_reference);
char *case_verdict_text(const struct result *result, const struct comparison *comparison,
                        bool is_reference);
/** "[5.50–5.71]". */
char *comparison_speedup_interval(const struct comparison *comparison);
/** "[+6.13%, +10.47%]". */
char *comparison_interval(const struct comparison *comparison);
char *comparison_note(const struct comparison *comparison);

/** A level of 0.9993 as "99.93", with enough digits to differ from 100; empty if it is unknown. */
char *comparison_level(double level);
/** The intervals of a run: "99.93% interval (99% where the verdict is same)"; empty: none; to free.
 */
char *comparison_interval_words(const struct run *run);

/** Worst first: slower, faster, placement, unclear, same, each by its ratio. Negative: `a` is the
 * worse. */
int comparison_order(const struct comparison *a, const struct comparison *b);

/** The comparisons of a run, in comparison_order(). */
GPtrArray *comparisons_sorted(const struct run *run);
