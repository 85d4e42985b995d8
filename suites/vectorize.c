// SPDX-License-Identifier: MIT
// Vector instructions: one operation on 4, 8 or 16 numbers at once, from one loop in plain C.
//
// Nothing here is written for a vector. Attributes say what the compiler may use for each copy of
// the loop: no vectors (`scalar`), those that every CPU of the architecture has (`vector`), AVX2 or
// AVX-512. `dispatched` picks the widest at run time: one program for old and new CPUs.
//
// The numbers fit in the first-level cache and each takes 15 operations, so memory is not the
// limit. Expect a gain with every width as long as the CPU really is that wide (Zen 4 does 512 bits
// in two halves), and `dispatched` to be as fast as the best. `transform` shows what memory leaves
// of it.
#include <benchrun/bench.h>

#include "random.h"

// No multiple of a vector: the loop also has to finish what is left over.
enum { N = 2047 };

static _Alignas(64) float x[N], out[N];

static void *fill(struct bench *bench)
{
    (void)bench;
    struct random random = {7};
    for (size_t i = 0; i < N; i++)
        x[i] = (float)random_between(&random, -1, 1);
    return NULL;
}

// exp(x) by its Taylor series up to x^7, for |x| <= 1.
static inline float exponential(float number)
{
    float sum = 1.0F / 5040;
    sum = sum * number + 1.0F / 720;
    sum = sum * number + 1.0F / 120;
    sum = sum * number + 1.0F / 24;
    sum = sum * number + 1.0F / 6;
    sum = sum * number + 1.0F / 2;
    sum = sum * number + 1;
    return sum * number + 1;
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

SCALAR static void exponential_scalar(void)
{
    SCALAR_LOOP
    for (size_t i = 0; i < N; i++)
        out[i] = exponential(x[i]);
}

VECTOR static void exponential_vector(void)
{
    for (size_t i = 0; i < N; i++)
        out[i] = exponential(x[i]);
}

#ifdef __x86_64__
__attribute__((target("avx2,fma"))) VECTOR static void exponential_avx2(void)
{
    for (size_t i = 0; i < N; i++)
        out[i] = exponential(x[i]);
}

__attribute__((target("avx512f"))) VECTOR static void exponential_avx512(void)
{
    for (size_t i = 0; i < N; i++)
        out[i] = exponential(x[i]);
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512f(void)
{
    return __builtin_cpu_supports("avx512f");
}
#endif

static void exponential_dispatched(void)
{
    static void (*best)(void);
    if (best == NULL) {
        best = exponential_vector;
#ifdef __x86_64__
        if (has_avx512f())
            best = exponential_avx512;
        else if (has_avx2())
            best = exponential_avx2;
#endif
    }
    best();
}

static void measure(struct bench *bench, void (*function)(void))
{
    BENCH_LOOP (bench) {
        function();
        bench_clobber_memory();
    }
    bench_items(bench, N);
    bench_output_f32(bench, out, N, 1e-6); // a fused multiply-add rounds once, not twice
}

BENCH(exponential, scalar, .baseline = true, .setup = fill)
{
    measure(bench, exponential_scalar);
}

BENCH(exponential, vector, .setup = fill, .min_speedup = 2)
{
    measure(bench, exponential_vector);
}

BENCH(exponential, dispatched, .setup = fill, .min_speedup = 2)
{
    measure(bench, exponential_dispatched);
}

#ifdef __x86_64__
BENCH(exponential, avx2, .setup = fill, .skip_unless = has_avx2, .min_speedup = 4)
{
    measure(bench, exponential_avx2);
}

BENCH(exponential, avx512, .setup = fill, .skip_unless = has_avx512f, .min_speedup = 4)
{
    measure(bench, exponential_avx512);
}
#endif
