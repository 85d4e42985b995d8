// SPDX-License-Identifier: MIT
#pragma once
// --engine slurm: a cluster measures the parts of a run, and this process waits for them, merges
// them, and saves and presents the whole.
#include "framework/cli/building.h"
#include "framework/cli/recording.h"
#include "framework/engine/job.h"

/** Whether the options ask for one. */
bool engine_is_asked(const struct options *options);

/**
 * Submits the command `argv`, whose plans are `n_plans`, and waits: what was built for it, if
 * anything, is what all parts measure. Returns an exit code.
 */
int engine_perform(struct recording *recording, char **argv, guint n_plans,
                   const struct building *building);

/** With --dry-run: prints how that would be submitted, where it is asked for. */
void engine_preview(const struct recording *recording, char **argv,
                    const struct building *building);

/** Waits for a job, locked or not, that was submitted with the recording's words. */
int engine_wait(struct recording *recording, struct job *job);
