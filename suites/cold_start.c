// SPDX-License-Identifier: MIT
// Cold start: what the first look at data costs that no cache has yet.
//
// A loop that measures the same look-ups again and again finds everything in the caches; a program
// that asks once does not. Both search 131,072 numbers: `bsearch` jumps through all of them, so
// each step is another cache line; `two_levels` first looks through every 64th number, which lie
// together and are a few lines. Expect them to be alike when warm, and the second to win when cold.
#include <benchrun/bench.h>

#include "random.h"

enum { N = 1 << 17, STEP = 64, N_SAMPLES = N / STEP };

static struct {
    uint32_t numbers[N];
    uint32_t every_64th[N_SAMPLES];
} table;

// All even numbers, and one to look for.
static void *fill(struct bench *bench)
{
    static uint32_t wanted;
    struct random random = {42};
    for (uint32_t i = 0; i < N; i++)
        table.numbers[i] = 2 * i;
    for (uint32_t i = 0; i < N_SAMPLES; i++)
        table.every_64th[i] = table.numbers[i * STEP];
    wanted = 2 * (uint32_t)random_below(&random, N);
    bench_cold(bench, &table, sizeof table);
    return &wanted;
}

// The last place in [low, high) whose number is not above the key.
static uint32_t search(const uint32_t *sorted, uint32_t low, uint32_t high, uint32_t key)
{
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (sorted[middle] <= key)
            low = middle;
        else
            high = middle;
    }
    return low;
}

#define OPTIONS .setup = fill, .cold = true

BENCH(find, bsearch, .baseline = true, OPTIONS)
{
    uint32_t key = *(const uint32_t *)bench_fixture(bench);
    uint32_t place = 0;
    BENCH_LOOP (bench) {
        bench_hide(key);
        place = search(table.numbers, 0, N, key);
        bench_do_not_optimize(place);
    }
    bench_output(bench, &place, sizeof place);
}

BENCH(find, two_levels, OPTIONS)
{
    uint32_t key = *(const uint32_t *)bench_fixture(bench);
    uint32_t place = 0;
    BENCH_LOOP (bench) {
        bench_hide(key);
        uint32_t block = search(table.every_64th, 0, N_SAMPLES, key) * STEP;
        place = search(table.numbers, block, block + STEP, key);
        bench_do_not_optimize(place);
    }
    bench_output(bench, &place, sizeof place);
}
