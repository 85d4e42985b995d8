// SPDX-License-Identifier: MIT
// Vectors and memory: x^2 + 2x + 1 of numbers that fit in a cache, and of numbers that do not.
//
// Three operations a number are nothing to a vector unit: the work is to fetch 8 bytes and store 8.
// Expect wider vectors to pay for a thousand numbers, and hardly at all for a million, which wait
// for memory however they are computed. There only touching fewer bytes helps: a smaller type, or
// doing more with a number while it is there.
#include <benchrun/bench.h>

#include "random.h"

enum { MOST = 1000003 };

static _Alignas(64) double x[MOST], out[MOST];

static void *fill(struct bench *bench)
{
    struct random random = {2};
    for (size_t i = 0; i < (size_t)bench->arg; i++) {
        x[i] = random_between(&random, -1, 1);
        out[i] = 0; // touched here, so that no sample has to wait for a new page
    }
    return NULL;
}

// gcc has the vectoriser as an option of a function and clang as a pragma of a loop. clang uses it
// from -O2 on, gcc from -O3 on.
#ifdef __clang__
#define SCALAR
#define SCALAR_LOOP _Pragma("clang loop vectorize(disable) interleave(disable)")
#define VECTOR
#else
#define SCALAR __attribute__((optimize("no-tree-vectorize")))
#define SCALAR_LOOP
#define VECTOR __attribute__((optimize("O3")))
#endif

SCALAR static void transform_loop(size_t n)
{
    SCALAR_LOOP
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] * x[i] + 2 * x[i] + 1;
}

// Two doubles at a time on x86-64.
VECTOR static void transform_auto(size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] * x[i] + 2 * x[i] + 1;
}

#ifdef __x86_64__
// Four doubles at a time.
__attribute__((target("avx2,fma"))) VECTOR static void transform_avx2(size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] * x[i] + 2 * x[i] + 1;
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#endif

static void measure(struct bench *bench, void (*transform)(size_t n))
{
    size_t n = (size_t)bench->arg;
    BENCH_LOOP (bench) {
        transform(n);
        bench_clobber_memory();
    }
    bench_items(bench, (double)n);
    bench_bytes(bench, (double)n * (sizeof *x + sizeof *out));
    // Near x = -1 the terms cancel, and what a fused multiply-add does not round away shows: two
    // roundings of numbers up to 4.
    bench_output_f64(bench, out, n, 1e-15);
}

// 16 kB and 16 MB; neither a multiple of a vector.
#define OPTIONS .args = {1003, MOST}, .arg_name = "n", .setup = fill

BENCH(transform, loop, .baseline = true, OPTIONS)
{
    measure(bench, transform_loop);
}

BENCH(transform, auto, OPTIONS)
{
    measure(bench, transform_auto);
}

#ifdef __x86_64__
BENCH(transform, avx2, OPTIONS, .skip_unless = has_avx2)
{
    measure(bench, transform_avx2);
}
#endif
