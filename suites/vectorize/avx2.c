// SPDX-License-Identifier: MIT
// Four doubles or eight floats at a time.
#ifdef __x86_64__
#include "suites/vectorize/kernels.h"

#include <immintrin.h>
#include <math.h>
#include <stdint.h>

#define AVX2 __attribute__((target("avx2,fma,popcnt")))

AVX2 static __m256 difference(const float *a, const float *b)
{
    return _mm256_sub_ps(_mm256_loadu_ps(a), _mm256_loadu_ps(b));
}

AVX2 void distance_avx2(const struct pair_arrays *pairs, float *restrict out, size_t n)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m256 x = difference(pairs->ax + i, pairs->bx + i);
        __m256 y = difference(pairs->ay + i, pairs->by + i);
        __m256 z = difference(pairs->az + i, pairs->bz + i);
        __m256 square = _mm256_fmadd_ps(x, x, _mm256_fmadd_ps(y, y, _mm256_mul_ps(z, z)));
        _mm256_storeu_ps(out + i, _mm256_sqrt_ps(square));
    }
    for (; i < n; i++) {
        float x = pairs->ax[i] - pairs->bx[i];
        float y = pairs->ay[i] - pairs->by[i];
        float z = pairs->az[i] - pairs->bz[i];
        out[i] = sqrtf(x * x + y * y + z * z);
    }
}

// For each mask of survivors, where each double comes from, as two halves of 32 bits: AVX2 has no
// instruction that compacts.
static const int32_t compacted[16][8] = {
    {0},
    {0, 1},
    {2, 3},
    {0, 1, 2, 3},
    {4, 5},
    {0, 1, 4, 5},
    {2, 3, 4, 5},
    {0, 1, 2, 3, 4, 5},
    {6, 7},
    {0, 1, 6, 7},
    {2, 3, 6, 7},
    {0, 1, 2, 3, 6, 7},
    {4, 5, 6, 7},
    {0, 1, 4, 5, 6, 7},
    {2, 3, 4, 5, 6, 7},
    {0, 1, 2, 3, 4, 5, 6, 7},
};

AVX2 size_t filter_avx2(const double *restrict x, double *restrict out, size_t n)
{
    size_t n_out = 0;
    size_t i = 0;
    // All four are stored, what follows the survivors is overwritten: as n_out <= i, it fits.
    for (; i + 4 <= n; i += 4) {
        __m256d four = _mm256_loadu_pd(x + i);
        int mask = _mm256_movemask_pd(_mm256_cmp_pd(four, _mm256_setzero_pd(), _CMP_GT_OQ));
        __m256i order = _mm256_loadu_si256((const __m256i *)(const void *)compacted[mask]);
        __m256i packed = _mm256_permutevar8x32_epi32(_mm256_castpd_si256(four), order);
        _mm256_storeu_pd(out + n_out, _mm256_castsi256_pd(packed));
        n_out += (size_t)__builtin_popcount((unsigned)mask);
    }
    for (; i < n; i++) {
        if (x[i] > 0)
            out[n_out++] = x[i];
    }
    return n_out;
}

AVX2 void transform_avx2(const double *restrict x, double *restrict out, size_t n)
{
    __m256d one = _mm256_set1_pd(1);
    __m256d two = _mm256_set1_pd(2);
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        __m256d four = _mm256_loadu_pd(x + i);
        __m256d rest = _mm256_fmadd_pd(two, four, one);
        _mm256_storeu_pd(out + i, _mm256_fmadd_pd(four, four, rest));
    }
    for (; i < n; i++)
        out[i] = x[i] * x[i] + 2 * x[i] + 1;
}

AVX2 static __m256d positive(const double *x)
{
    return _mm256_max_pd(_mm256_loadu_pd(x), _mm256_setzero_pd());
}

AVX2 double aggregate_avx2(const double *x, size_t n)
{
    // Four sums, so that an addition need not wait for the one before.
    __m256d a = _mm256_setzero_pd(), b = a, c = a, d = a;
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        a = _mm256_add_pd(a, positive(x + i));
        b = _mm256_add_pd(b, positive(x + i + 4));
        c = _mm256_add_pd(c, positive(x + i + 8));
        d = _mm256_add_pd(d, positive(x + i + 12));
    }
    double lanes[4];
    _mm256_storeu_pd(lanes, _mm256_add_pd(_mm256_add_pd(a, b), _mm256_add_pd(c, d)));
    double sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
    for (; i < n; i++) {
        if (x[i] > 0)
            sum += x[i];
    }
    return sum;
}
#endif
