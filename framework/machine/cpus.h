// SPDX-License-Identifier: MIT
#pragma once
// Which CPUs to measure on, best first.
#include <glib.h>

#include "framework/machine/cpu_facts.h"

/**
 * Sorts `facts` from the best CPU to the worst: isolated ones first; then the fastest kind of core;
 * then idle ones (CPUs busy for more than a quarter of the look come last); then those whose
 * siblings are among `facts` too and idle, so that the measured code can have the core for itself;
 * then those that do not share a core with CPU 0, which serves interrupts, with CPU 0 itself last;
 * then by number. Depends on `facts` alone, whatever their order.
 */
void cpus_rank(struct cpu_facts *facts, size_t n);

/** Sets the busy_ratio of each CPU from two looks at /proc/stat, `before` and `after`. */
void cpus_mark_busy(struct cpu_facts *facts, size_t n, const char *before, const char *after);

/**
 * The facts of `cpus` (ascending, of unsigned) that are online in the files below `root`, unranked,
 * as a GArray of struct cpu_facts; busy_ratio is NAN. The caller frees it with g_array_unref().
 */
GArray *cpus_read_at(const char *root, const GArray *cpus);

/**
 * The CPUs that this thread may run on (its affinity, which a cgroup's cpuset bounds), ascending,
 * as a GArray of unsigned; empty if the kernel does not say. A process is kept off isolated CPUs
 * unless told otherwise, so where the affinity is all CPUs but these, those that we could move to
 * are in the list as well; to find out, the thread moves there and back. The caller frees it with
 * g_array_unref().
 */
GArray *cpus_allowed(void);

/**
 * Ranked facts of the CPUs allowed, after a look of `look_ms` milliseconds at how busy they are (0:
 * no look). Empty only where the system tells nothing. The caller frees it with g_array_unref().
 */
GArray *cpus_detect(unsigned look_ms);
