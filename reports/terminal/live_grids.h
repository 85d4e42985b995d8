// SPDX-License-Identifier: MIT
#pragma once
// The tables of a profile that say what threads did and where event loops were blocked.
#include "framework/profile/profile.h"
#include "reports/terminal/grid.h"

enum { LIVE_THREADS = 20, LIVE_GROUPS = 20, LIVE_FRAMES = 12 }; // that are shown

/** A row for each of the busiest threads. */
struct grid *live_thread_grid(const struct profile *profile);

/** Appends the sentence and the table of the threads; nothing where none was looked at. */
void live_threads_append(GString *out, const struct profile *profile, unsigned width,
                         bool use_colour);

/** Appends the sentence and the groups of stalls, each with its stack. */
void live_stalls_append(GString *out, const struct profile *profile, unsigned width);
