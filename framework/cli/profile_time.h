// SPDX-License-Identifier: MIT
#pragma once
// The passes `time` and `wait` of a profile: what is sampled, and what else is seen meanwhile.
#include "framework/cli/recording.h"
#include "framework/profile/profile.h"
#include "framework/runner/plan.h"

/** What is profiled: one of the three. */
struct profile_target {
    const struct recording *recording;
    struct arm *arm;            // a case
    const char *const *words;   // a command
    pid_t pid;                  // a process that runs
    bool has_note;              // of how the command ended
    bool has_spans;             // of the first run: they were looked for
    struct thread_times *times; // of a command or a process
    struct span_looks *looks;   // of a process
    bool of_waits;              // where it waits is looked for, in place of CPU time
};

/** Samples it; false and an error where that fails. */
bool profile_time_take(struct profile_target *target, struct profile *profile, GError **error);

/** Notes how the command ended, once. */
void profile_target_note_end(struct profile_target *target, struct profile *profile, bool has_ended,
                             int status);
