// SPDX-License-Identifier: MIT
#pragma once
// What else than time differs between two builds: exact metrics are judged without noise, sampled
// ones by the ranks of their restarts, as times are.
#include "framework/compare/thresholds.h"
#include "framework/result/comparison.h"
#include "framework/result/result.h"

/**
 * Collects what can be judged of a case's metrics into its comparison: those that are exact on both
 * sides, or were counted in turn.
 */
void metric_changes_collect(const struct result *base, const struct result *head,
                            const struct thresholds *thresholds, struct comparison *comparison);

/**
 * Decides all that was collected. Of each metric that is sampled, at most `alpha` of the runs have
 * a false call where nothing changed. `n_all`: as decision_make() has it.
 */
void metric_changes_decide(const GPtrArray *comparisons, double alpha, size_t n_all);
