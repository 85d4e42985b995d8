// SPDX-License-Identifier: MIT
#pragma once
// The cycles of samples for which nothing counted them.
#include "framework/result/result.h"

/** Estimates those of the samples of a process from how long a chain of this many dependent
 * additions took along with each (`chain_ns`, double), one cycle for one. */
void cycles_estimate(struct result *result, const struct process *process, GArray *chain_ns,
                     guint64 additions, double clock_cost_ns);
