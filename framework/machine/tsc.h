// SPDX-License-Identifier: MIT
#pragma once
// The rate of the CPU's own time counter.
#include <stdint.h>

/**
 * Ticks per second of the time-stamp counter (x86) or virtual counter (ARM); 0 if there is none. On
 * x86 it is timed against CLOCK_MONOTONIC_RAW for about 10 ms, to a few parts in 100 000.
 */
uint64_t tsc_measure_hz(void);
