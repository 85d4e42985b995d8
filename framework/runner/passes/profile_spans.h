// SPDX-License-Identifier: MIT
#pragma once
// The spans of a case as a timeline: those of one sample, in a worker of its own, so that writing
// them down is in no other number.
#include "framework/profile/profile.h"
#include "framework/runner/plan.h"

/** Adds them to the profile; where that fails, a note. */
void profile_spans_of_case(struct arm *arm, struct profile *profile);
