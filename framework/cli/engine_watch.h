// SPDX-License-Identifier: MIT
#pragma once
// Watches the parts of a job until all have ended, and has those measured again whose node was
// lost.
#include "framework/engine/job.h"

/** Submits all parts of a new job. */
bool engine_submit_all(struct job *job, GError **error);

/** How that is done, as a line for a shell; to free. */
char *engine_submit_line(const struct job *job);

/**
 * Waits. A part that is lost is submitted once more; so is one that failed before this wait.
 * EXIT_GOOD: all are there. EXIT_UNMEASURED: it has said which failed and why; EXIT_INTERRUPTED.
 */
int engine_watch(struct job *job, bool is_quiet);
