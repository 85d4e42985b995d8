// SPDX-License-Identifier: MIT
// Cases with several parameters, each of which says how long the body takes.
#include <benchrun/bench.h>
#include <string.h>

static void work(int64_t steps)
{
    for (int64_t i = 0; i < steps; i++)
        __asm__ volatile("" : "+r"(i));
}

BENCH(params, product, .args = {100, 200}, .arg_name = "n", .args2 = {1, 2, 3, 4}, .arg2_name = "k",
      .baseline = true)
{
    BENCH_LOOP (bench) {
        work(bench->arg * bench->arg2);
    }
    bench_metric(bench, "product", (double)(bench->arg * bench->arg2), "");
}

BENCH(params, half, .args = {100, 200}, .arg_name = "n", .args2 = {1, 2, 3, 4}, .arg2_name = "k")
{
    BENCH_LOOP (bench) {
        work(bench->arg * bench->arg2 / 2);
    }
}

BENCH(three, all, .args = {1, 2}, .args2 = {10, 0}, .n_args2 = 2, .args3 = {-7}, .arg3_name = "z")
{
    BENCH_LOOP (bench) {
        work(1);
    }
    bench_metric(bench, "sum", (double)(bench->arg + bench->arg2 + bench->arg3), "");
}

struct input {
    const char *text;
};
static const struct input empty = {""}, word = {"benchmark"};
static const struct bench_param inputs[] = {{"empty", &empty}, {"a word", &word}, {NULL, NULL}};

BENCH(named, length, .params = inputs)
{
    const struct input *input = bench->param;
    BENCH_LOOP (bench) {
        size_t length = strlen(input->text);
        bench_do_not_optimize(length);
    }
    bench_metric(bench, "length", (double)strlen(input->text), "");
}

#ifdef BAD_NAME
static const struct bench_param bad[] = {{"a/b", &word}, {NULL, NULL}};
BENCH(named, bad, .params = bad)
{
    BENCH_LOOP (bench) {
    }
}
#endif
