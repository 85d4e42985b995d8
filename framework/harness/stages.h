// SPDX-License-Identifier: MIT
#pragma once
// The spans of a worker's samples, for the host.

/** A sample of the open case was taken, of this many iterations in all threads: appends how many
 * labels its spans and those before it have, if they have any. */
void stages_add_sample(unsigned long iterations);

/** Appends a line for each label since the last time, with its durations, and begins again. */
void stages_report(void);

/** Begins again. */
void stages_forget(void);
