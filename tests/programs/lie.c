// SPDX-License-Identifier: MIT
// Bodies whose time would mean nothing, and one with a wrong answer.
#include <time.h>

#include "tests/programs/work.h"

static const unsigned answer = 42;

BENCH(lie, good, .baseline = true)
{
    measure_something(bench);
    bench_output(bench, &answer, sizeof answer);
}
BENCH(lie, no_loop)
{
    bench_output(bench, &answer, sizeof answer);
}
BENCH(lie, leaves_by_break)
{
    BENCH_LOOP (bench) {
        break;
    }
    bench_output(bench, &answer, sizeof answer);
}
BENCH(lie, leaves_by_return)
{
    bench_output(bench, &answer, sizeof answer);
    BENCH_LOOP (bench) {
        return;
    }
}
// A single iteration, as in the first call, looks well.
BENCH(lie, leaves_late)
{
    unsigned i = 0;
    bench_output(bench, &answer, sizeof answer);
    BENCH_LOOP (bench) {
        bench_do_not_optimize(mix(7, 20));
        if (++i == 3)
            break;
    }
}
BENCH(lie, loops_twice)
{
    bench_output(bench, &answer, sizeof answer);
    measure_something(bench);
    measure_something(bench);
}
BENCH(lie, leaves_its_batches)
{
    bench_output(bench, &answer, sizeof answer);
    if (bench_batch(bench, 1) != 0) {
        BENCH_LOOP (bench) {
            bench_do_not_optimize(mix(7, 20));
        }
    }
}
// Nothing keeps the compiler from throwing the work away: as fast as the empty loop.
BENCH(lie, optimised_away)
{
    bench_output(bench, &answer, sizeof answer);
    BENCH_LOOP (bench) {
        unsigned value = 1;
        for (int i = 0; i < 1000; i++)
            value = value * 2654435761u + 1;
    }
}

static void spend_100_us(void)
{
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while ((now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec < 100000);
}

// As if the compiler had moved the work out of the loop: its time does not grow with iterations.
BENCH(lie, works_once)
{
    bool is_done = false;
    bench_output(bench, &answer, sizeof answer);
    BENCH_LOOP (bench) {
        if (!is_done)
            spend_100_us();
        is_done = true;
        bench_hide(is_done);
    }
}
BENCH(lie, wrong_output)
{
    unsigned wrong = answer + 1;
    measure_something(bench);
    bench_output(bench, &wrong, sizeof wrong);
}
BENCH(lie, no_output)
{
    measure_something(bench);
}
