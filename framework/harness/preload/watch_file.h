// SPDX-License-Identifier: MIT
#pragma once
// What the preloaded library `watch` and benchrun share: a file in memory, which benchrun makes and
// holds open. This head is followed by slots, one for each thread that polls. The library claims
// slots and writes them; benchrun reads them, and frees them once their threads have ended.
#include <stdint.h>

#define WATCH_MAGIC "benchrun watch1"
#define WATCH_FILE "BENCHRUN_WATCH" // in the environment: `/proc/PID/fd/N KEY`, of benchrun

enum { WATCH_SLOTS = 4096, WATCH_STALLS = 15 };

struct watch_head {
    char magic[16];
    uint64_t key; // of chance: what else may be under that name has another
    uint64_t over_ns;
    _Atomic uint32_t n_used;     // slots that were ever claimed: no more need to be looked at
    _Atomic uint32_t n_programs; // that loaded the library
    _Atomic uint64_t n_lost;     // threads for which no slot was free
};

/** CLOCK_MONOTONIC, in nanoseconds. */
struct watch_stall {
    uint64_t began_ns, ended_ns;
};

struct watch_slot {
    _Atomic uint64_t owner;     // process << 32 | thread, as benchrun's /proc has them; 0: free
    _Atomic uint64_t busy_ns;   // since when it is out of its poll; 0: it is in it
    _Atomic uint64_t n_polls;   // that ended
    _Atomic uint32_t n_stalls;  // that took as long as `over_ns`: the last are below
    _Atomic uint32_t has_ended; // the thread, or another program took its place
    struct watch_stall stalls[WATCH_STALLS];
};
