// SPDX-License-Identifier: MIT
#pragma once
// Profiles a case and counts its instructions, to find out where its time goes.
#include "framework/explain/evidence.h"
#include "framework/runner/plan.h"

/**
 * Adds the passes time, of `time_s` seconds, calls, heap and copies to the profile; why one is
 * missing is in it.
 */
void collect_profile(struct arm *arm, struct profile *profile, double time_s);

/**
 * Fills in what the case's machine code does, and whether it repeats calls. Run, result and profile
 * are there already.
 */
void collect_code(struct evidence *evidence, const struct arm *arm);
void collect_repeats(struct evidence *evidence, const struct arm *arm);

/** How this machine is, and the compiler; how long it takes to read what an iteration moves. */
void collect_surroundings(struct evidence *evidence);
