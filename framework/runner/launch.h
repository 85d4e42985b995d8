// SPDX-License-Identifier: MIT
#pragma once
// How a suite is started, so that it measures well and does no harm.
#include <sched.h>
#include <stdint.h>

#include "framework/base/subprocess.h"
#include "framework/live/presence.h"

/** How a suite is started; the caller keeps what it points to. */
struct launch {
    const char *program;         // the suite, as the user named it
    const char *const *launcher; // words put before it, ends with NULL; NULL: none
    const char *const *args;     // words put after it, ends with NULL; NULL: none
    const char *const *env;      // "KEY=VALUE" added to the environment; NULL: none
    int cpu;                     // to pin it to; -1: none
    const cpu_set_t *cpus;       // that it may use instead of that one; NULL: does not apply
    size_t cpus_bytes;           // size of that set
    double timeout_s;            // for each answer
    uint64_t memory_limit_bytes; // resident; 0: none
    bool same_layout;            // no randomised addresses: as any other with the same shift
    unsigned stack_shift_bytes;  // of environment added, so that the stack starts elsewhere
    const char *file;            // that is started in place of the program, as it; NULL: none
    const int *shown;            // two files that it has as PROTOCOL_SHOWN_*; -1, NULL: none
    const struct run_case *card; // in which others ask to end it; NULL: none
    const char *libraries;       // a folder that is searched first for shared ones; NULL: none
};

/**
 * Raises its limits for a tool that makes everything `slowdown` times as long, doubles the memory
 * and needs `memory_bytes` itself.
 */
void launch_allow_more(struct launch *launch, unsigned slowdown, uint64_t memory_bytes);

/** Two lists of "KEY=VALUE", one after the other; NULL is an empty one. For g_strfreev(). */
char **launch_join(const char *const *first, const char *const *second);

/** What is added to the environment, as "KEY=VALUE"; to free with g_strfreev(). */
char **launch_environment(const struct launch *launch);

/** How it is started, as a line for a shell, without the variables of benchrun's own; to free. */
char *launch_line(const struct launch *launch);

/**
 * Starts it as a worker that speaks over its pipes: pinned, without core dumps, and the first
 * process that the kernel kills when memory runs out.
 */
bool launch_start(const struct launch *launch, struct subprocess *out, GError **error);
