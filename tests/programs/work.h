// SPDX-License-Identifier: MIT
#pragma once
// What a well-behaved body of the test suites does: a few nanoseconds of work.
#include <benchrun/bench.h>

__attribute__((always_inline)) static inline unsigned mix(unsigned seed, int64_t steps)
{
    unsigned value = seed;
    for (int64_t i = 0; i < steps; i++) {
        bench_hide(value);
        value = value * 2654435761u + 1;
    }
    return value;
}

__attribute__((always_inline)) static inline void measure_something(struct bench *bench)
{
    BENCH_LOOP (bench) {
        bench_do_not_optimize(mix(7, 20));
    }
}
