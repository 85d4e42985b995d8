// SPDX-License-Identifier: MIT
#pragma once
// What one call of something takes, below a few functions and below more.
#include <stdio.h>
#include <time.h>

__attribute__((noinline)) static void descend(int depth, void (*one)(void))
{
    if (depth > 0)
        descend(depth - 1, one);
    else
        one();
    __asm__ volatile("");
}

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void time_pairs(void (*one)(void))
{
    enum { PAIRS = 1000000 };
    for (int depth = 0; depth <= 20; depth += 10) {
        double began_ns = now_ns();
        for (int i = 0; i < PAIRS; i++)
            descend(depth, one);
        printf("below %d more: %.0f ns\n", depth, (now_ns() - began_ns) / PAIRS);
    }
}
