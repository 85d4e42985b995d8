// SPDX-License-Identifier: MIT
// The order of a sum: adding up what is above 0 in 100,000 numbers.
//
// Addition of floating-point numbers is not associative, so the compiler must add in the order of
// the source. Each addition then waits for the one before it, and no vector helps. And where it
// jumps over what is not above 0, it guesses wrong at every other number.
//
// Expect `auto`, where the compiler may add in any order, to gain several times over. `avx2` is
// written by hand: four sums of four lanes each, so that no addition waits, and a maximum in place
// of the branch: gcc's `loop` is 30 times slower, clang's, which has no branch either, a few times.
#include <benchrun/bench.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "random.h"

// No multiple of a vector: 3 are left over at the end, all above 0, so that losing one would show.
enum { N = 100179 };

// Uniform in [-1, 1): half of them above 0, in an order that cannot be predicted.
static _Alignas(64) double x[N];

static void *fill(struct bench *bench)
{
    (void)bench;
    struct random random = {2};
    for (size_t i = 0; i < N; i++)
        x[i] = random_between(&random, -1, 1);
    return NULL;
}

static double aggregate_loop(void)
{
    double sum = 0;
    for (size_t i = 0; i < N; i++) {
        if (x[i] > 0)
            sum += x[i];
    }
    return sum;
}

// May be added in any order: an option of the function for gcc, a pragma of the block for clang.
#ifdef __clang__
#define ANY_ORDER
#define ANY_ORDER_BLOCK _Pragma("clang fp reassociate(on)")
#else
#define ANY_ORDER \
    __attribute__((optimize("O3", "associative-math", "no-signed-zeros", "no-trapping-math")))
#define ANY_ORDER_BLOCK
#endif

ANY_ORDER static double aggregate_auto(void)
{
    ANY_ORDER_BLOCK
    double sum = 0;
    for (size_t i = 0; i < N; i++) {
        if (x[i] > 0)
            sum += x[i];
    }
    return sum;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static __m256d positive(const double *four)
{
    return _mm256_max_pd(_mm256_loadu_pd(four), _mm256_setzero_pd());
}

__attribute__((target("avx2"))) static double aggregate_avx2(void)
{
    __m256d a = _mm256_setzero_pd(), b = a, c = a, d = a;
    size_t i = 0;
    for (; i + 16 <= N; i += 16) {
        a = _mm256_add_pd(a, positive(x + i));
        b = _mm256_add_pd(b, positive(x + i + 4));
        c = _mm256_add_pd(c, positive(x + i + 8));
        d = _mm256_add_pd(d, positive(x + i + 12));
    }
    double lanes[4];
    _mm256_storeu_pd(lanes, _mm256_add_pd(_mm256_add_pd(a, b), _mm256_add_pd(c, d)));
    double sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
    for (; i < N; i++) {
        if (x[i] > 0)
            sum += x[i];
    }
    return sum;
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}
#endif

static void measure(struct bench *bench, double (*aggregate)(void))
{
    double sum = 0;
    BENCH_LOOP (bench) {
        sum = aggregate();
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N);
    bench_bytes(bench, sizeof x);
    // n * 2^-53 bounds the error of a sum of positive numbers in any order (Higham 2002, 4.2).
    bench_output_f64(bench, &sum, 1, 1.2e-11);
}

BENCH(aggregate, loop, .baseline = true, .setup = fill)
{
    measure(bench, aggregate_loop);
}

BENCH(aggregate, auto, .setup = fill)
{
    measure(bench, aggregate_auto);
}

#ifdef __x86_64__
BENCH(aggregate, avx2, .setup = fill, .skip_unless = has_avx2, .min_speedup = 1.5)
{
    measure(bench, aggregate_avx2);
}
#endif
