// SPDX-License-Identifier: MIT
// All kernels with a slowdown of PLANTED_PERMILLE tenths of a percent.
#include <benchrun/bench.h>

#include "tests/accuracy/kernels.h"

#define KERNEL_BENCH(name_, n_, all_cpus_)         \
    BENCH(kernel, name_, .all_cpus = all_cpus_)    \
    {                                              \
        unsigned n = slowed(n_, PLANTED_PERMILLE); \
        bench_hide(n);                             \
        BENCH_LOOP (bench) {                       \
            kernel_##name_(n);                     \
        }                                          \
    }

KERNELS(KERNEL_BENCH)

// A body of 3 ns: four multiplications, and a fifth each time that the slowdown comes to one. That
// is as near as whole numbers come.
BENCH(kernel, tiny)
{
    unsigned period = PLANTED_PERMILLE > 0 ? 250 / PLANTED_PERMILLE : 1000000000;
    unsigned left = period;
    uint64_t x = 3;
    bench_hide(period);
    BENCH_LOOP (bench) {
        for (int i = 0; i < 4; i++) {
            x *= 0x9e3779b97f4a7c15u;
            __asm__ volatile("" : "+r"(x));
        }
        if (--left == 0) {
            left = period;
            x *= 0x9e3779b97f4a7c15u;
            __asm__ volatile("" : "+r"(x));
        }
    }
    bench_do_not_optimize(x);
}
