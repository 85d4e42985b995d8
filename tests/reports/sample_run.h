// SPDX-License-Identifier: MIT
#pragma once
// Runs with fixed numbers, for the tests of reports.
#include "framework/result/run.h"

/** Groups with all kinds of verdicts, claims, metrics and failures; arguments to draw lines of. */
struct run *sample_run(void);

/** Names, messages, metrics and warnings that attack the reader. */
struct run *sample_hostile_run(void);

/** `n_groups` groups of three alternatives, to see how long things take. */
struct run *sample_large_run(unsigned n_groups);

/** Names that attack, ended by NULL; the hostile run has a case of each in its first group. */
extern const char *const hostile_names[];

/** What `benchrun test` found: every outcome, a sanitizer's report, hostile names. */
struct run *sample_tested(void);

/** A comparison of two builds with all verdicts, cases of one side alone, a failure, hostile ids.
 */
struct run *sample_comparison(void);

/**
 * Gives every result that was measured, of both sides, `n_processes` processes of `n_samples`
 * around its median, every tenth sample disturbed.
 */
void sample_measure(struct run *run, guint n_processes, guint n_samples);
