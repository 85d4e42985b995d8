// SPDX-License-Identifier: MIT
// Cases whose times are planted, as the body says them: of two and of three numbers.
#include <benchrun/bench.h>

static void take(struct bench *bench, double ns)
{
    BENCH_LOOP (bench) {
        bench_add_time(bench, ns);
    }
}

#define TWO \
    .args = {64, 128, 256, 512, 1024}, .arg_name = "n", .args2 = {1, 2, 3, 20}, .arg2_name = "k"

BENCH(two, linear, .baseline = true, TWO)
{
    take(bench, 10.0 * (double)(bench->arg * bench->arg2));
}

// Faster than linear below 100.
BENCH(two, square, TWO)
{
    take(bench, 0.1 * (double)(bench->arg * bench->arg * bench->arg2));
}

// Three times as fast from 3 on, one and a half times below.
BENCH(two, fast, TWO, .min_speedup = 2, .claim_arg = 256)
{
    take(bench, 10.0 * (double)(bench->arg * bench->arg2) / (bench->arg2 >= 3 ? 3 : 1.5));
}

#define THREE                                                                          \
    .args = {8, 16, 32, 64}, .arg_name = "n", .args2 = {1, 2, 3, 4}, .arg2_name = "k", \
    .args3 = {5, 50}, .arg3_name = "z"

BENCH(three, cube, .baseline = true, THREE)
{
    double n = (double)bench->arg;
    take(bench, 1000.0 * (double)bench->arg2 + (double)bench->arg3 * n * n * n);
}

BENCH(three, flat, THREE, .min_speedup = 2)
{
    take(bench, 1000.0 * (double)bench->arg2 + (double)bench->arg3);
}
