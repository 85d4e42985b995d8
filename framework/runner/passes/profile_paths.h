// SPDX-License-Identifier: MIT
#pragma once
// The passes of a profile in which a preloaded library counts, by call path: `heap` (what is
// allocated) and `copies` (what libc's functions copy). Of the timed region of a case, or of a
// command with all that it starts, which runs to its end; `wait_status` is how it ended.
#include "framework/profile/profile.h"
#include "framework/runner/plan.h"

bool profile_heap_of_case(struct arm *arm, struct profile *profile, GError **error);
bool profile_heap_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                             GError **error);

bool profile_copies_of_case(struct arm *arm, struct profile *profile, GError **error);
bool profile_copies_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                               GError **error);
