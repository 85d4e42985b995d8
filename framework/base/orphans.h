// SPDX-License-Identifier: MIT
#pragma once
// Processes that lost their reaper: where a program managed to kill it, all that it started become
// children of benchrun itself. And a list of processes that nothing could end.
#include <glib.h>
#include <sys/types.h>

#include "framework/base/control_group.h"

/**
 * As control_group_fork(), or as _Fork() without a group (NULL). The child is known, and so no
 * orphan. The first call makes this process the one that orphans come to, unless it has a child
 * already: then some that it did not start would come too.
 */
pid_t orphans_fork(struct control_group *group);

/** A child of orphans_fork() was reaped. */
void orphans_forget(pid_t child);

/** Kills the orphans that came to this process, and notes those that do not end. */
void orphans_end(void);

/** Notes a process that could not be ended, and what it is called. */
void orphans_note(pid_t pid, const char *name);

/** What was noted since the last call and is still there: a sentence for each (char *), to free. */
GPtrArray *orphans_take_notes(void);
