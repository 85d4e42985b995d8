// SPDX-License-Identifier: MIT
#pragma once
// Which CPUs to measure on, best first.
#include <glib.h>

#include "framework/machine/cpu_facts.h"

/**
 * Sorts `facts` from the best CPU to the worst: isolated ones first; then the fastest kind of core;
 * then idle ones (busy for at most a quarter of the look); then those whose siblings are also in
 * `facts` and idle, so that the measured code can have the core to itself; then those that do not
 * share a core with CPU 0, which serves interrupts (CPU 0 itself comes last); then by number.
 * Depends only on `facts`, not on their order.
 */
void cpus_rank(struct cpu_facts *facts, size_t n);

/** Sets the busy_ratio of each CPU from two looks at /proc/stat, `before` and `after`. */
void cpus_mark_busy(struct cpu_facts *facts, size_t n, const char *before, const char *after);

/**
 * The facts of those `cpus` (ascending, of unsigned) that are online according to the files below
 * `root`, unranked, as a GArray of struct cpu_facts; busy_ratio is NAN. Free it with
 * g_array_unref().
 */
GArray *cpus_read_at(const char *root, const GArray *cpus);

/**
 * The CPUs that this thread may run on (its affinity, which a cgroup's cpuset limits), ascending,
 * as a GArray of unsigned; empty if the kernel does not say. The kernel keeps processes off
 * isolated CPUs by default, so if the affinity is all CPUs except these, the list also contains the
 * isolated ones that the thread can move to; to find out, it moves there and back. Free it with
 * g_array_unref().
 */
GArray *cpus_allowed(void);

/** Moves this thread to a CPU alone; false where it may not run there. */
bool cpus_move(unsigned cpu);

/** Whether this thread may run on a CPU now: true too if the kernel does not say. */
bool cpus_allow(unsigned cpu);

/**
 * Ranked facts of the allowed CPUs, after looking for `look_ms` milliseconds at how busy they are
 * (0: not at all). Empty only if the system gives no information. Free it with g_array_unref().
 */
GArray *cpus_detect(unsigned look_ms);
