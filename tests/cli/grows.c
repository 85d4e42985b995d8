// SPDX-License-Identifier: MIT
// A case that takes four times as long for twice the argument, exactly, and one that takes twice.
#include <benchrun/bench.h>

#define NUMBERS .args = {256, 512, 1024, 2048, 4096}, .arg_name = "n"

static void count_pairs(struct bench *bench, uint64_t partners)
{
    uint64_t state = 1;
    uint64_t n = (uint64_t)bench->arg;
    BENCH_LOOP (bench) {
        for (uint64_t i = 0; i < n * partners; i++)
            state = state * 6364136223846793005u + 1442695040888963407u;
        bench_do_not_optimize(state);
    }
}

BENCH(pairs, of_all, .baseline = true, NUMBERS)
{
    count_pairs(bench, (uint64_t)bench->arg / 16);
}

BENCH(pairs, of_neighbours, NUMBERS)
{
    count_pairs(bench, 2);
}
