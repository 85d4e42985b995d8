// SPDX-License-Identifier: MIT
#pragma once
// What a preloaded library writes while a program runs, and what is left however it ends: files
// `paths.PID.N` in the folder that PATHS_FOLDER names, each this head and then the nodes of a tree
// of call paths, in the byte order of the machine; and `maps.PID.N`, lines of /proc/PID/maps.
#include <stdint.h>

#define PATHS_MAGIC "benchrun paths2"
#define PATHS_FOLDER "BENCHRUN_PATHS"        // in the environment: where to write
#define PATHS_REGION "BENCHRUN_PATHS_REGION" // set: what is done in a timed loop counts alone

#define PATHS_FLAT "BENCHRUN_PATHS_FLAT" // set: the root has all, callers are not looked for

struct path_head {
    char magic[16];
    uint32_t n_nodes;      // the root included, which is the first
    uint32_t resets_asked; // the host adds 1: all is forgotten when the loop is next entered
    uint32_t resets_done;
    uint32_t has_region;  // the loop was entered, ever
    uint32_t is_bypassed; // the program calls functions of its own, not the library's
    uint32_t unused;
    uint64_t live_bytes; // not freed yet
    uint64_t peak_bytes; // the most there were at once
    uint64_t peaks;      // how often there was a new peak
    uint64_t n_lost;     // calls that were not counted, for want of memory or disk
};

/** Where a path has come to. What was live at the peak is `at_peak`, or if `peaks` is not that of
 * the head, `live_bytes`: nothing happened since. */
struct path_node {
    uint64_t address; // a call returns here; 0: callers that are not known
    uint32_t parent;  // comes before it
    uint32_t unused;
    uint64_t n_calls; // that allocated or moved something
    uint64_t bytes;   // that were
    uint64_t live_bytes;
    uint64_t at_peak;
    uint64_t peaks;
};
