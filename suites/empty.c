// SPDX-License-Identifier: MIT
// What the harness itself costs, and whether it finds a difference where there is none.
//
// `harness` holds nothing but the harness: an empty loop, and each barrier in one. All of them are
// shown `at the floor`: a barrier is not an instruction, and what bench_hide() hides is loaded
// again where it is used, which nothing waits for here. A batch costs two clock readings and a
// call, shared by its 64 iterations. The outputs check that no barrier changes its argument.
//
// `twice` holds the same work as two alternatives. Any verdict but `same` or `unclear` is a false
// call, which one run in a hundred may make.
#include <benchrun/bench.h>

#include "random.h"

BENCH(harness, empty, .baseline = true)
{
    uint64_t number = 1;
    BENCH_LOOP (bench) {
    }
    bench_output(bench, &number, sizeof number);
}

BENCH(harness, do_not_optimize)
{
    uint64_t number = 1;
    BENCH_LOOP (bench) {
        bench_do_not_optimize(number);
    }
    bench_output(bench, &number, sizeof number);
}

BENCH(harness, clobber_memory)
{
    uint64_t number = 1;
    BENCH_LOOP (bench) {
        bench_clobber_memory();
    }
    bench_output(bench, &number, sizeof number);
}

BENCH(harness, hide)
{
    uint64_t number = 1;
    BENCH_LOOP (bench) {
        bench_hide(number);
        bench_do_not_optimize(number);
    }
    bench_output(bench, &number, sizeof number);
}

BENCH(harness, batch)
{
    uint64_t number = 1;
    while (bench_batch(bench, 64) != 0) {
        BENCH_LOOP (bench) {
        }
    }
    bench_output(bench, &number, sizeof number);
}

// One function for both, so that not even the address of the code differs.
__attribute__((noinline)) static uint64_t draw(uint64_t seed)
{
    struct random random = {seed};
    uint64_t sum = 0;
    for (int i = 0; i < 100; i++)
        sum ^= random_bits(&random);
    return sum;
}

static void measure_draw(struct bench *bench)
{
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        uint64_t seed = 17;
        bench_hide(seed);
        sum = draw(seed);
        bench_do_not_optimize(sum);
    }
    bench_output(bench, &sum, sizeof sum);
}

BENCH(twice, once, .baseline = true)
{
    measure_draw(bench);
}

BENCH(twice, again)
{
    measure_draw(bench);
}
