// SPDX-License-Identifier: MIT
#pragma once
// Profiles a case or a command and counts its instructions, to find out where its time goes.
#include "framework/explain/evidence.h"
#include "framework/runner/plan.h"

/**
 * Adds the passes time, of `time_s` seconds, calls, heap and copies to the profile; why one is
 * missing is in it.
 */
void collect_profile(struct arm *arm, struct profile *profile, double time_s);

/**
 * The same for a command, which runs to its end each time. Fills in its wall and CPU time. False
 * and an error where it cannot be run or sampled.
 */
bool collect_command(struct evidence *evidence, struct profile *profile, const char *const *argv,
                     GError **error);

/** What the machine code of a case does, or of the program that a command starts. */
void collect_code(struct evidence *evidence, const struct arm *arm);
void collect_code_of_command(struct evidence *evidence, const char *const *argv);

/** Whether a case repeats calls. Run, result and profile are there already. */
void collect_repeats(struct evidence *evidence, const struct arm *arm);

/** How this machine is, and the compiler; how long it takes to read what an iteration moves. */
void collect_surroundings(struct evidence *evidence);
