// SPDX-License-Identifier: MIT
// Times a function in any program, as a call of a function.
#define BENCH_INSIDE_LIBRARY
#include <benchrun/bench.h>
#include <stdlib.h>

#include "framework/harness/clock.h"

double bench_timeit(void (*function)(void *data), void *data, uint64_t number)
{
    uint64_t began_ns = clock_now_ns();
    for (uint64_t i = 0; i < number; i++) {
        function(data);
        bench_clobber_memory(); // each call happens
    }
    return (double)(clock_now_ns() - began_ns) / 1e9;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Twice as many, until they take long enough for the clock and for what disturbs them.
static uint64_t find_number(void (*function)(void *data), void *data)
{
    const double least_s = 0.01;
    const uint64_t most = UINT64_C(1) << 40;
    uint64_t number = 1;
    while (number < most && bench_timeit(function, data, number) < least_s)
        number *= 2;
    return number;
}

struct bench_timing bench_timeit_auto(void (*function)(void *data), void *data)
{
    enum { REPETITIONS = 20 };
    double times[REPETITIONS];
    uint64_t number = find_number(function, data);
    for (int i = 0; i < REPETITIONS; i++)
        times[i] = bench_timeit(function, data, number) / (double)number;
    qsort(times, REPETITIONS, sizeof *times, compare_times);
    return (struct bench_timing){
        .best = times[0],
        .median = (times[REPETITIONS / 2 - 1] + times[REPETITIONS / 2]) / 2,
        .number = number,
    };
}
