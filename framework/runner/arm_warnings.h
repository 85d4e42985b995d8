// SPDX-License-Identifier: MIT
#pragma once
// What a result of an arm warns of, besides what its samples show.
#include "framework/runner/plan.h"

/** Whether its workers run on one CPU that was chosen. */
bool arm_is_pinned(const struct arm *arm);

/** Of CPUs that were missing, and of what is compared across several of them. */
void arm_warn_of_cpus(const struct arm *arm, const struct arm *baseline, bool has_lost_cpu);

/** Of fewer runs of a command than are good, where the budget allowed no more. */
void arm_warn_of_few_runs(const struct arm *arm, enum ending ending, unsigned good);
