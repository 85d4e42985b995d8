// SPDX-License-Identifier: MIT
#pragma once
// The pass `lines` of a profile: how often each line ran, in a program that was built with
// --coverage.
#include "framework/profile/profile.h"
#include "framework/runner/plan.h"

/** Of the timed region of a case: what 2n iterations ran more than n. */
bool profile_lines_of_case(struct arm *arm, struct profile *profile, GError **error);

/** Of a command with all that it starts; it runs to its end. `wait_status` is how it ended. */
bool profile_lines_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                              GError **error);
