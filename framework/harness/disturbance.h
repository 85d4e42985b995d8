// SPDX-License-Identifier: MIT
#pragma once
// What the kernel says happened to this thread, and what CPU time the process took: read before and
// after a sample, outside its time.
#include <stdbool.h>
#include <stdint.h>

struct disturbance {
    uint64_t preempted;    // involuntary context switches
    uint64_t waited;       // voluntary ones: it slept, or waited for something
    uint64_t major_faults; // pages read from disk
    uint64_t minor_faults; // pages that came from memory
    uint64_t migrated;     // of a difference: 1 when the CPU changed; of a reading: the CPU
    uint64_t cpu_ns;       // CPU time of all threads, and of the children that were waited for
};

/**
 * The counts so far: of this thread, or `of_all` threads and the children that were waited for. The
 * CPU time is always that of all.
 */
struct disturbance disturbance_read(bool of_all);

/** Adds to `total` what came between two readings. */
void disturbance_add(struct disturbance *total, const struct disturbance *before,
                     const struct disturbance *after);
