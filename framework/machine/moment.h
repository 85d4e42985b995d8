// SPDX-License-Identifier: MIT
#pragma once
// What a machine has counted up to a moment; two of them say what happened between.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/machine/cgroup.h"

struct moment {
    char *stat;          // /proc/stat; NULL: cannot be read
    GHashTable *tasks;   // of each process (by its number): struct task *
    struct cgroup group; // of this process
    bool has_thermal;    // the CPUs count how often heat slowed them
    uint64_t thermal;    // how often, all together
};

/** Reads the files below `root`. Free it with moment_free(). */
struct moment *moment_read(const char *root);
void moment_free(struct moment *moment);

/** Where the time of all CPUs went between two moments, in ticks. */
struct moment_ticks {
    double all, steal; // of all CPUs together
    double of_a_cpu;   // that went by
    bool has_steal;    // whether the kernel counts it
};

/** False, with `out` unchanged, where that is not known or no time went by. */
bool moment_ticks(const struct moment *before, const struct moment *after,
                  struct moment_ticks *out);

/** A process, and how much of one CPU it used between two moments. */
struct busy_process {
    unsigned pid;
    const char *name; // as /proc has it: anything that can be printed; lives as long as `after`
    double cpus;
};

/**
 * The processes that used the most CPU time, at most `most` of them, the busiest first, without
 * `but` (a process number; 0: all). Processes that began or ended meanwhile count from their
 * beginning, or not at all. An array of struct busy_process; free it with g_array_unref().
 */
GArray *moment_busiest(const struct moment *before, const struct moment *after, unsigned but,
                       guint most);
