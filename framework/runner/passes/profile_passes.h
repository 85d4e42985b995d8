// SPDX-License-Identifier: MIT
#pragma once
// The passes of `benchrun profile`: a row for each.
#include "framework/profile/profile.h"
#include "framework/runner/plan.h"

/**
 * Passes that start what they look at. The passes `time` and `wait`, which can also attach, have no
 * functions.
 */
struct profile_pass_row {
    const char *name;
    const char *what; // it counts
    bool (*of_case)(struct arm *arm, struct profile *profile, GError **error);
    /** The command runs to its end; `wait_status` is how it ended. */
    bool (*of_command)(const char *const *argv, struct profile *profile, int *wait_status,
                       GError **error);
    // Another build of the suite that it needs, by its key in [build] of benchrun.ini; NULL: none.
    const char *build;
};

/** All rows, the first of which is the default; a row without a name ends them. */
extern const struct profile_pass_row profile_passes[];

/** Their names, as "time, calls"; the caller frees it. */
char *profile_pass_names(void);
