// SPDX-License-Identifier: MIT
#pragma once
// The pass `memory`: what the timed loop allocates, counted by a preloaded library; and, in a
// worker without it, how much of the process is in RAM.
#include "framework/harness/preload/path_file.h"
#include "framework/runner/passes/pass.h"

// The library's tables take a multiple of small blocks.
#define MEMORY_BYTES ((uint64_t)512 << 20)
enum { MEMORY_SLOWDOWN = 4 };

#define MEMORY_HEAP_METRICS                                                                      \
    PASS_METRICS({.name = "allocations"}, {.name = "allocated_bytes"}, {.name = "leaked_bytes"}, \
                 {.name = "peak_heap", .how = PASS_HIGHEST})
#define MEMORY_HEAP_ENVIRONMENT                                            \
    (const char *const[])                                                  \
    {                                                                      \
        PATHS_FOLDER "={folder}", PATHS_REGION "=1", PATHS_FLAT "=1", NULL \
    }
bool memory_count_heap(struct pass_run *run, uint64_t iterations, double *out, GError **error);

#define MEMORY_RESIDENT_METRICS                             \
    PASS_METRICS({.name = "page_faults", .is_noisy = true}, \
                 {.name = "peak_resident", .how = PASS_HIGHEST, .is_noisy = true})
bool memory_count_resident(struct pass_run *run, uint64_t iterations, double *out, GError **error);
