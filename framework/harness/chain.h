// SPDX-License-Identifier: MIT
#pragma once
// A chain of dependent additions, one core cycle each: timed after a sample it shows how long a
// cycle takes if there is no hardware counter.
#include <stdint.h>

/** Runs the chain and returns its wall time in ns; 0 on a CPU family for which there is none. */
uint64_t chain_time_ns(void);

/** Additions in one run of the chain: core cycles, as each waits for the one before. */
enum { CHAIN_ADDITIONS = 4096 };
