// SPDX-License-Identifier: MIT
#pragma once
// The rate of the counter that the CPU offers for reading time.
#include <stdint.h>

/**
 * Ticks of the time-stamp counter (x86; ARM's virtual counter) in a second; 0 where there is none.
 * On x86 it is timed against CLOCK_MONOTONIC_RAW for about 10 ms, to some parts in 100 000.
 */
uint64_t tsc_measure_hz(void);
