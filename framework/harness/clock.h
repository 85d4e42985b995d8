// SPDX-License-Identifier: MIT
#pragma once
// The clock of every sample: CLOCK_MONOTONIC_RAW, which no time daemon bends. It is preferred to
// reading the TSC: no conversion factor that two processes could disagree on.
#include <stdint.h>

/** Now, in nanoseconds since some fixed moment. */
uint64_t clock_now_ns(void);

struct clock_quality {
    double resolution_ns; // the smallest step that was seen between two different readings
    double cost_ns;       // of one reading
};

/** Measures the clock; takes about a millisecond. */
struct clock_quality clock_measure(void);
