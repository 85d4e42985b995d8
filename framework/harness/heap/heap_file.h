// SPDX-License-Identifier: MIT
#pragma once
// What the preloaded library writes while a program runs, and what is left however it ends: files
// `heap.PID.N` in the folder that HEAP_FOLDER names, each this head and then the nodes of a tree of
// call paths, in the byte order of the machine; and `maps.PID.N`, lines of /proc/PID/maps.
#include <stdint.h>

#define HEAP_MAGIC "benchrun heap 1"
#define HEAP_FOLDER "BENCHRUN_HEAP"        // in the environment: where to write
#define HEAP_REGION "BENCHRUN_HEAP_REGION" // set: what is allocated in a timed loop counts alone

struct heap_head {
    char magic[16];
    uint32_t n_nodes;      // the root included, which is the first
    uint32_t resets_asked; // the host adds 1: all is forgotten when the loop is next entered
    uint32_t resets_done;
    uint32_t has_region;    // the loop was entered, ever
    uint64_t live_bytes;    // not freed yet
    uint64_t peak_bytes;    // the most there were at once
    uint64_t peaks;         // how often there was a new peak
    uint64_t n_allocations; // that were counted
    uint64_t n_lost;        // that were not, for want of memory or disk
};

/** Where a path has come to. What was live at the peak is `at_peak`, or if `peaks` is not that of
 * the head, `live_bytes`: nothing happened since. */
struct heap_node {
    uint64_t address; // a call returns here; 0: callers that are not known
    uint32_t parent;  // comes before it
    uint32_t unused;
    uint64_t n_allocations;
    uint64_t bytes; // that were allocated
    uint64_t live_bytes;
    uint64_t at_peak;
    uint64_t peaks;
};
