// SPDX-License-Identifier: MIT
#pragma once
// Which physical pages a program's code lies in is luck that lasts as long as the file stays in the
// page cache. Here each start of a worker gets copies of its program, and of the shared libraries
// that are not the system's, in other pages. They lie in a temporary folder of ours.
#include <glib.h>

#include "framework/runner/launch.h"

/** The copies that one side of a comparison is started from. */
struct fresh_copies;

/** `seed` decides which pages are passed over. */
struct fresh_copies *fresh_copies_new(uint64_t seed);

/** Removes the copies. NULL is fine. */
void fresh_copies_free(struct fresh_copies *copies);

/** Makes the first copy of what a launch starts, so that the first draw takes no longer. */
void fresh_copies_prepare(struct fresh_copies *copies, const struct launch *launch);

/**
 * Has a launch start a new copy of its program; of a large one, that of the draw before, in most
 * draws. It is valid until the next draw. Where there can be none, and behind a launcher, the
 * launch stays as it is.
 */
void fresh_copies_draw(struct fresh_copies *copies, struct launch *launch);

/** Appends what users should know, each as a line (char *), to an array that frees them. */
void fresh_copies_report(const struct fresh_copies *copies, GPtrArray *lines);
