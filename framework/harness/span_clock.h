// SPDX-License-Identifier: MIT
#pragma once
// CLOCK_MONOTONIC, from the CPU's counter of time where that is trusted: half of what asking the
// C library takes. Set against the clock every half second; lock-free, also in signal handlers.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** All zero: to be set. */
struct span_clock {
    _Atomic uint32_t sequence;     // odd while it is set
    _Atomic uint32_t has_counter;  // it is trusted
    _Atomic uint64_t ticks, ns;    // at the same moment
    _Atomic uint64_t ns_per_tick;  // times 2^32; 0: not known
    _Atomic uint64_t period_ticks; // for which these hold; 0: the C library is to be asked
    _Atomic uint64_t period_ns;
};

/** Before its first use: finds out whether the counter can be trusted. */
void span_clock_init(struct span_clock *clock);

/** Now, in ns of CLOCK_MONOTONIC. */
uint64_t span_clock_now_ns(struct span_clock *clock);
