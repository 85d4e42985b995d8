// SPDX-License-Identifier: MIT
// A filter without branches: copying what is above 0 out of 100,000 numbers, in order.
//
// The plain loop jumps over what it drops, and for half of the numbers, in random order, the CPU
// guesses the jump wrong. `branchless` stores every number and moves on only past those that stay:
// most of the gain, without a vector instruction. gcc 12 and clang 14 cannot vectorise either loop,
// as where a number goes depends on all before it. By hand it takes an instruction that closes the
// gaps: AVX-512 has one, AVX2 moves lanes as a table says.
#include <benchrun/bench.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "random.h"

// No multiple of a vector: 3 are left over at the end, all above 0, so that losing one would show.
enum { N = 100179 };

// Uniform in [-1, 1): half of them above 0, in an order that cannot be predicted.
static _Alignas(64) double x[N], out[N];

static void *fill(struct bench *bench)
{
    (void)bench;
    struct random random = {2};
    for (size_t i = 0; i < N; i++) {
        x[i] = random_between(&random, -1, 1);
        out[i] = 0; // touched here, so that no sample has to wait for a new page
    }
    return NULL;
}

static size_t filter_loop(void)
{
    size_t n_out = 0;
    for (size_t i = 0; i < N; i++) {
        if (x[i] > 0)
            out[n_out++] = x[i];
    }
    return n_out;
}

static size_t filter_branchless(void)
{
    size_t n_out = 0;
    for (size_t i = 0; i < N; i++) {
        out[n_out] = x[i];
        n_out += x[i] > 0;
    }
    return n_out;
}

#ifdef __x86_64__
// For each mask of survivors, where each double comes from, as two halves of 32 bits.
// clang-format off
static const int compacted[16][8] = {
    {0},          {0, 1},          {2, 3},          {0, 1, 2, 3},
    {4, 5},       {0, 1, 4, 5},    {2, 3, 4, 5},    {0, 1, 2, 3, 4, 5},
    {6, 7},       {0, 1, 6, 7},    {2, 3, 6, 7},    {0, 1, 2, 3, 6, 7},
    {4, 5, 6, 7}, {0, 1, 4, 5, 6, 7}, {2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7},
};
// clang-format on

__attribute__((target("avx2,popcnt"))) static size_t filter_avx2(void)
{
    size_t n_out = 0;
    size_t i = 0;
    // All four are stored; the next store overwrites the surplus. As n_out <= i, it fits.
    for (; i + 4 <= N; i += 4) {
        __m256d four = _mm256_loadu_pd(x + i);
        int mask = _mm256_movemask_pd(_mm256_cmp_pd(four, _mm256_setzero_pd(), _CMP_GT_OQ));
        __m256i order = _mm256_loadu_si256((const __m256i *)(const void *)compacted[mask]);
        __m256i packed = _mm256_permutevar8x32_epi32(_mm256_castpd_si256(four), order);
        _mm256_storeu_pd(out + n_out, _mm256_castsi256_pd(packed));
        n_out += (size_t)__builtin_popcount((unsigned)mask);
    }
    for (; i < N; i++) {
        if (x[i] > 0)
            out[n_out++] = x[i];
    }
    return n_out;
}

__attribute__((target("avx512f,popcnt"))) static size_t filter_avx512(void)
{
    size_t n_out = 0;
    // Compacted in a register, then stored whole: the instruction that does both is very slow on
    // Zen 4. For the last numbers a mask leaves out the lanes beyond the end.
    for (size_t i = 0; i < N; i += 8) {
        __mmask8 inside = (__mmask8)(N - i < 8 ? (1u << (N - i)) - 1 : 0xff);
        __m512d eight = _mm512_maskz_loadu_pd(inside, x + i);
        __mmask8 above = _mm512_cmp_pd_mask(eight, _mm512_setzero_pd(), _CMP_GT_OQ);
        _mm512_mask_storeu_pd(out + n_out, inside, _mm512_maskz_compress_pd(above, eight));
        n_out += (size_t)__builtin_popcount(above);
    }
    return n_out;
}

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

static bool has_avx512f(void)
{
    return __builtin_cpu_supports("avx512f");
}
#endif

static void measure(struct bench *bench, size_t (*filter)(void))
{
    size_t n_out = 0;
    BENCH_LOOP (bench) {
        n_out = filter();
        bench_do_not_optimize(n_out);
    }
    bench_items(bench, N);
    bench_bytes(bench, (double)(N + n_out) * sizeof *x);
    bench_output(bench, out, n_out * sizeof *out);
}

BENCH(filter, loop, .baseline = true, .setup = fill)
{
    measure(bench, filter_loop);
}

BENCH(filter, branchless, .setup = fill)
{
    measure(bench, filter_branchless);
}

#ifdef __x86_64__
BENCH(filter, avx2, .setup = fill, .skip_unless = has_avx2, .min_speedup = 1.5)
{
    measure(bench, filter_avx2);
}

BENCH(filter, avx512, .setup = fill, .skip_unless = has_avx512f, .min_speedup = 1.5)
{
    measure(bench, filter_avx512);
}
#endif
