// SPDX-License-Identifier: MIT
// Every way to die, next to a case that is measured.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/programs/work.h"

static void write_nowhere(void)
{
    volatile int *volatile nowhere = NULL;
    *nowhere = 1;
}

static int nest(volatile char *above, int depth)
{
    volatile char frame[4096];
    frame[0] = *above;
    return depth == 0 ? 0 : nest(frame, depth - 1) + frame[0];
}

static void *crash_set_up(struct bench *bench)
{
    (void)bench;
    write_nowhere();
    return NULL;
}

static void crash_taking_down(void *fixture)
{
    (void)fixture;
    write_nowhere();
}

BENCH(crash, good, .baseline = true)
{
    measure_something(bench);
}
BENCH(crash, segv)
{
    fputs("about to write nowhere\n", stderr);
    BENCH_LOOP (bench) {
        write_nowhere();
    }
}
BENCH(crash, abort)
{
    BENCH_LOOP (bench) {
        abort();
    }
}
BENCH(crash, exit_0)
{
    BENCH_LOOP (bench) {
        exit(0);
    }
}
BENCH(crash, stack_overflow)
{
    BENCH_LOOP (bench) {
        char start = 1;
        bench_do_not_optimize(nest(&start, 1 << 30));
    }
}
BENCH(crash, division)
{
    int one = 1;
    volatile int zero = 0;
    BENCH_LOOP (bench) {
#if defined(__x86_64__) || defined(__i386__)
        // The compiler may not fold what it cannot see: a division that it knows to fail it may
        // drop.
        __asm__ volatile("cltd\n\tidivl %1" : "+a"(one) : "m"(zero) : "edx", "cc");
#else
        raise(SIGFPE); // other CPUs divide by zero without a word
#endif
    }
    bench_do_not_optimize(one + zero);
}
BENCH(crash, in_its_set_up, .setup = crash_set_up)
{
    measure_something(bench);
}
BENCH(crash, in_its_teardown, .teardown = crash_taking_down)
{
    measure_something(bench);
}
// The first calls are good: it dies in the middle of the measuring.
BENCH(crash, late)
{
    static int calls;
    if (++calls == 12)
        abort();
    measure_something(bench);
}
