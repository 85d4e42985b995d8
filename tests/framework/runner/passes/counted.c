// SPDX-License-Identifier: MIT
// A suite whose loops run a known number of instructions.
#include <benchrun/bench.h>
#include <stdlib.h>

#define HUNDRED_INSTRUCTIONS() __asm__ volatile(".rept 100\n\tnop\n\t.endr")

BENCH(counted, nothing)
{
    BENCH_LOOP (bench) {
    }
}

BENCH(counted, hundred, .name = "a hundred")
{
    BENCH_LOOP (bench) {
        HUNDRED_INSTRUCTIONS();
    }
}

BENCH(counted, fixed, .iterations = 50)
{
    BENCH_LOOP (bench) {
        HUNDRED_INSTRUCTIONS();
    }
}

// What is prepared between batches is not timed, and not counted.
BENCH(counted, batched)
{
    for (size_t n; (n = bench_batch(bench, 64)) != 0;) {
        for (size_t i = 0; i < n; i++)
            HUNDRED_INSTRUCTIONS();
        BENCH_LOOP (bench) {
            HUNDRED_INSTRUCTIONS();
        }
    }
}

static void *make_number(struct bench *bench)
{
    int64_t *number = malloc(sizeof *number);
    if (number != NULL)
        *number = bench->arg;
    return number;
}

__attribute__((noinline)) static void repeat(int64_t times)
{
    for (; times > 0; times--)
        HUNDRED_INSTRUCTIONS();
}

BENCH(counted, fixture, .args = {10, 20}, .setup = make_number, .teardown = free)
{
    const int64_t *number = bench_fixture(bench);
    BENCH_LOOP (bench) {
        repeat(*number);
    }
}

BENCH(counted, uneven)
{
    static int64_t samples;
    samples++;
    BENCH_LOOP (bench) {
        repeat(samples);
    }
}

static bool is_never(void)
{
    return false;
}

BENCH(counted, skipped, .skip_unless = is_never)
{
    BENCH_LOOP (bench) {
    }
}
