// SPDX-License-Identifier: MIT
#include "framework/machine/tsc.h"

#if defined __x86_64__ || defined __i386__
#include <time.h>
#include <x86intrin.h>

struct reading {
    uint64_t ticks, time_ns;
};

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// Of several tries, the one in which the clock was read in the least ticks: it was not interrupted.
static struct reading read_both(void)
{
    struct reading best = {0};
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < 16; i++) {
        uint64_t before = __rdtsc();
        uint64_t time_ns = now_ns();
        uint64_t after = __rdtsc();
        if (after - before >= least)
            continue;
        least = after - before;
        best = (struct reading){before + least / 2, time_ns};
    }
    return best;
}

uint64_t tsc_measure_hz(void)
{
    struct reading start = read_both();
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    struct reading end = read_both();
    // The kernel moved us to a CPU whose counter lags, or there is no clock.
    if (end.time_ns <= start.time_ns || end.ticks <= start.ticks)
        return 0;
    double seconds = (double)(end.time_ns - start.time_ns) * 1e-9;
    return (uint64_t)((double)(end.ticks - start.ticks) / seconds);
}

#elif defined __aarch64__
uint64_t tsc_measure_hz(void)
{
    uint64_t hz;
    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz;
}

#else
uint64_t tsc_measure_hz(void)
{
    return 0;
}
#endif
