// SPDX-License-Identifier: MIT
#pragma once
// Stacks become paths of a profile: which files a process mapped where, and who called whom from
// the registers and the copied top of a stack, without its frame pointers.
#include "framework/profile/perf_events.h"
#include "framework/profile/profile.h"

struct stacks;

/** Adds to `profile`, which it does not own. */
struct stacks *stacks_new(struct profile *profile);
void stacks_free(struct stacks *stacks);

/** What a process that runs already has mapped, from /proc. */
void stacks_read_maps(struct stacks *stacks, pid_t pid);

/** The same, from the lines of its /proc/PID/maps; `text` is taken apart. */
void stacks_take_maps(struct stacks *stacks, pid_t pid, char *text);

void stacks_map(struct stacks *stacks, const struct perf_mapping *mapping);
void stacks_fork(struct stacks *stacks, pid_t pid, pid_t parent);
void stacks_exec(struct stacks *stacks, pid_t pid);

/**
 * The node of the path that a sample saw, outermost function first. `is_cut` says that the path is
 * not known to its beginning, because the copy of the stack ended before.
 */
guint stacks_node(struct stacks *stacks, const struct perf_sample *sample, bool *is_cut);

/** The node of a call made from a node; `address` is where it returns to, 0 an unknown caller. */
guint stacks_call(struct stacks *stacks, pid_t pid, guint node, uint64_t address);
