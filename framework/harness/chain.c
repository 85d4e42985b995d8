// SPDX-License-Identifier: MIT
#include "framework/harness/chain.h"

#include "framework/harness/clock.h"

// Register plus register: newer cores fold chains of immediate additions into fewer cycles.
#if defined(__x86_64__)
#define ADD_64_TIMES ".rept 64\n\tadd %1, %0\n\t.endr"
#elif defined(__aarch64__)
#define ADD_64_TIMES ".rept 64\n\tadd %0, %0, %1\n\t.endr"
#elif defined(__riscv)
#define ADD_64_TIMES ".rept 64\n\tadd %0, %0, %1\n\t.endr"
#endif

uint64_t chain_time_ns(void)
{
#ifdef ADD_64_TIMES
    unsigned long sum = 0;
    unsigned long step = 1;
    uint64_t started_ns = clock_now_ns();
    for (int i = 0; i < CHAIN_ADDITIONS / 64; i++)
        __asm__ volatile(ADD_64_TIMES : "+r"(sum) : "r"(step));
    return clock_now_ns() - started_ns;
#else
    return 0;
#endif
}
