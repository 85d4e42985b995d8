// SPDX-License-Identifier: MIT
#include "framework/harness/clock.h"

#include <time.h>

uint64_t clock_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

struct clock_quality clock_measure(void)
{
    const int readings = 20000;
    uint64_t first = clock_now_ns();
    uint64_t previous = first;
    uint64_t smallest = UINT64_MAX;
    for (int i = 0; i < readings; i++) {
        uint64_t now = clock_now_ns();
        if (now > previous && now - previous < smallest)
            smallest = now - previous;
        previous = now;
    }
    return (struct clock_quality){
        .resolution_ns = smallest == UINT64_MAX ? 1e6 : (double)smallest,
        .cost_ns = (double)(previous - first) / readings,
    };
}
