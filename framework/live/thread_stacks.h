// SPDX-License-Identifier: MIT
#pragma once
// Where threads are: the copies of their stacks as call paths of a profile.
#include "framework/live/threads.h"
#include "framework/profile/stacks.h"

/**
 * Says which code the process had mapped at the look; once for each look, before its threads. The
 * same `stacks` may serve several looks and processes: equal stacks are then the same node.
 */
void thread_stacks_begin(struct stacks *stacks, struct threads *threads);

/**
 * The node of the path that a thread is at, its innermost function; 0: it has none, because it was
 * not taken. `is_cut` as for stacks_node().
 */
guint thread_stacks_node(struct stacks *stacks, const struct threads *threads,
                         const struct thread *thread, bool *is_cut);
