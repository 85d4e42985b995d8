// SPDX-License-Identifier: MIT
#pragma once
// Cases that another benchrun asks this one to skip (`benchrun cancel`): what is asked for one
// holds for all arms that have its id.
#include "framework/runner/plan.h"

/** Shows the cases of all plans, so that others can name one. */
void plans_show(const GPtrArray *plans);

/** The arm's case is in progress from now on. */
void arm_begin(const struct arm *arm);

/** Its case is done; its result is `skipped` if that was asked for. */
void arm_end(const struct arm *arm);

/** The same for all arms of a plan. */
void plan_begin(const struct plan *plan);
void plan_end(const struct plan *plan);

/** Makes its result `skipped`, because that was asked for. */
void arm_cancel(const struct arm *arm);
