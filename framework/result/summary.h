// SPDX-License-Identifier: MIT
#pragma once
// The statistics of a result's samples, and what follows from them.
#include "framework/result/result.h"

/**
 * Computes `summary`, `is_at_floor`, the metrics and the warnings that follow from the samples of a
 * result.
 *
 * Samples with one of result_disturbing_causes() (preempted, migrated or took a page from disk; of
 * a case that uses all CPUs the last alone) are left out, unless they are more than half: then all
 * count and a warning says so. Of a paused sample the CPU time counts. best_ns is the second
 * smallest of the processes' minima (of the only process: its minimum). The interval of the median
 * is the median
 * +- t(k-1, 0.975) * s / sqrt(k), s the standard deviation of the k processes' medians; with one
 * process there is none (framework/stats/README.md). The share of CPU time comes from samples of
 * at least 20 us, next to which reading it does not count, that were not preempted: a body that
 * has to let others run does not wait.
 */
void summary_compute(struct result *result);

/**
 * What the body's time goes to: `CPU-bound` where CPU time is at least nine tenths of wall time,
 * `waiting` where it is less than half; else, and where it is not known, empty.
 */
const char *cpu_share_word(double cpu_share);

/**
 * The causes (bits) whose samples are excluded after all: result_disturbing_causes(), or 0 where
 * these would exclude more than half, so that all samples count.
 */
unsigned summary_excluded_causes(const struct result *result);

/**
 * Whether times may be high: a tenth of the samples disturbed, another program on the core, or a
 * median known to no more than 5 %.
 */
bool summary_is_disturbed(const struct result *result);

/** Half the width of the median's interval over the median; NAN when there is none. */
double summary_precision(const struct summary *summary);

/** The sample if it counts, or NULL; `excluded` comes from summary_excluded_causes(). */
const struct sample *summary_counted_sample(const struct process *process, guint index,
                                            unsigned excluded);

/** All samples (const struct sample *) of a result that count; g_ptr_array_unref() frees them. */
GPtrArray *summary_counted_samples(const struct result *result);
