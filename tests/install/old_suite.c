// SPDX-License-Identifier: MIT
// All that a suite of 0.1.0 could say, in C11. It is built with the library of each version.
#include <benchrun/bench.h>
#include <stdlib.h>

static void *make_numbers(struct bench *bench)
{
    double *numbers = calloc((size_t)bench->arg, sizeof *numbers);
    for (int64_t i = 0; i < bench->arg; i++)
        numbers[i] = (double)(i % 7);
    return numbers;
}

static double add(const double *numbers, int64_t n, int64_t step)
{
    double sum = 0;
    for (int64_t first = 0; first < step; first++)
        for (int64_t i = first; i < n; i += step)
            sum += numbers[i];
    return sum;
}

static void measure(struct bench *bench, int64_t step)
{
    const double *numbers = bench_fixture(bench);
    double sum = 0;
    BENCH_LOOP (bench) {
        sum = add(numbers, bench->arg, step);
        bench_do_not_optimize(sum);
    }
    bench_bytes(bench, (double)bench->arg * sizeof *numbers);
    bench_items(bench, (double)bench->arg);
    bench_metric(bench, "step", (double)step, "numbers");
    if (bench_wants_output(bench))
        bench_output_f64(bench, &sum, 1, 1e-9);
}

#define SIZES .args = {64, 4096}, .arg_name = "n", .setup = make_numbers, .teardown = free
BENCH(add, forward, .baseline = true, SIZES)
{
    measure(bench, 1);
}
BENCH(add, by_four, .name = "by four", .tags = "strided", SIZES)
{
    measure(bench, 4);
}

BENCH(batch, fill, .all_cpus = true)
{
    static unsigned char bytes[16][64];
    for (size_t n; (n = bench_batch(bench, 16)) != 0;) {
        size_t i = 0;
        BENCH_LOOP (bench) {
            for (size_t k = 0; k < sizeof bytes[0]; k++)
                bytes[i][k] = (unsigned char)k;
            bench_clobber_memory();
            i++;
        }
    }
    bench_output(bench, bytes, sizeof bytes);
}

static bool is_never(void)
{
    return false;
}
BENCH(ends, unsupported, .skip_unless = is_never)
{
    BENCH_LOOP (bench) {
    }
}
BENCH(ends, skipped)
{
    bench_skip(bench, "not on this machine");
}
BENCH(ends, wrong)
{
    bench_fail(bench, "it does not add up");
}
