// SPDX-License-Identifier: MIT
#pragma once
// The pass `heap` of a profile: what is allocated, by call path, counted by a preloaded library.
#include "framework/profile/profile.h"
#include "framework/runner/plan.h"

/** Of the timed region of a case. */
bool profile_heap_of_case(struct arm *arm, struct profile *profile, GError **error);

/** Of a command with all that it starts; it runs to its end. `wait_status` is how it ended. */
bool profile_heap_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                             GError **error);
