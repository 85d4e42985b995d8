// SPDX-License-Identifier: MIT
// Eight doubles or sixteen floats at a time; a mask makes the rest one more step.
#ifdef __x86_64__
#include "suites/vectorize/kernels.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,popcnt")))

TARGET static __m512 distance(__m512 ax, __m512 ay, __m512 az, __m512 bx, __m512 by, __m512 bz)
{
    __m512 x = _mm512_sub_ps(ax, bx);
    __m512 y = _mm512_sub_ps(ay, by);
    __m512 z = _mm512_sub_ps(az, bz);
    return _mm512_sqrt_ps(_mm512_fmadd_ps(x, x, _mm512_fmadd_ps(y, y, _mm512_mul_ps(z, z))));
}

TARGET void distance_avx512(const struct pair_arrays *pairs, float *restrict out, size_t n)
{
    const float *ax = pairs->ax, *ay = pairs->ay, *az = pairs->az;
    const float *bx = pairs->bx, *by = pairs->by, *bz = pairs->bz;
    size_t i = 0;
    for (; i + 16 <= n; i += 16)
        _mm512_storeu_ps(out + i, distance(_mm512_loadu_ps(ax + i), _mm512_loadu_ps(ay + i),
                                           _mm512_loadu_ps(az + i), _mm512_loadu_ps(bx + i),
                                           _mm512_loadu_ps(by + i), _mm512_loadu_ps(bz + i)));
    __mmask16 rest = (__mmask16)((1u << (n - i)) - 1);
    _mm512_mask_storeu_ps(
        out + i, rest,
        distance(_mm512_maskz_loadu_ps(rest, ax + i), _mm512_maskz_loadu_ps(rest, ay + i),
                 _mm512_maskz_loadu_ps(rest, az + i), _mm512_maskz_loadu_ps(rest, bx + i),
                 _mm512_maskz_loadu_ps(rest, by + i), _mm512_maskz_loadu_ps(rest, bz + i)));
}

TARGET static __mmask8 mask_of_rest(size_t n_left)
{
    return (__mmask8)((1u << n_left) - 1);
}

TARGET static __mmask8 above_zero(__m512d x)
{
    return _mm512_cmp_pd_mask(x, _mm512_setzero_pd(), _CMP_GT_OQ);
}

TARGET size_t filter_avx512(const double *restrict x, double *restrict out, size_t n)
{
    size_t n_out = 0;
    size_t i = 0;
    // Compacted in a register: the instruction that does it on the way to memory is microcode, and
    // many times slower, on Zen 4. All eight are stored and what follows the survivors is
    // overwritten: as n_out <= i, it fits.
    for (; i + 8 <= n; i += 8) {
        __m512d eight = _mm512_loadu_pd(x + i);
        __mmask8 above = above_zero(eight);
        _mm512_storeu_pd(out + n_out, _mm512_maskz_compress_pd(above, eight));
        n_out += (size_t)__builtin_popcount(above);
    }
    __mmask8 rest = mask_of_rest(n - i);
    __m512d last = _mm512_maskz_loadu_pd(rest, x + i);
    __mmask8 above = above_zero(last);
    _mm512_mask_storeu_pd(out + n_out, rest, _mm512_maskz_compress_pd(above, last));
    return n_out + (size_t)__builtin_popcount(above);
}

TARGET static __m512d transform(__m512d x)
{
    __m512d rest = _mm512_fmadd_pd(_mm512_set1_pd(2), x, _mm512_set1_pd(1));
    return _mm512_fmadd_pd(x, x, rest);
}

TARGET void transform_avx512(const double *restrict x, double *restrict out, size_t n)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        _mm512_storeu_pd(out + i, transform(_mm512_loadu_pd(x + i)));
    __mmask8 rest = mask_of_rest(n - i);
    _mm512_mask_storeu_pd(out + i, rest, transform(_mm512_maskz_loadu_pd(rest, x + i)));
}

TARGET static __m512d positive(__m512d x)
{
    return _mm512_max_pd(x, _mm512_setzero_pd());
}

TARGET double aggregate_avx512(const double *x, size_t n)
{
    // Four sums, so that an addition need not wait for the one before.
    __m512d a = _mm512_setzero_pd(), b = a, c = a, d = a;
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        a = _mm512_add_pd(a, positive(_mm512_loadu_pd(x + i)));
        b = _mm512_add_pd(b, positive(_mm512_loadu_pd(x + i + 8)));
        c = _mm512_add_pd(c, positive(_mm512_loadu_pd(x + i + 16)));
        d = _mm512_add_pd(d, positive(_mm512_loadu_pd(x + i + 24)));
    }
    for (; i + 8 <= n; i += 8)
        a = _mm512_add_pd(a, positive(_mm512_loadu_pd(x + i)));
    b = _mm512_add_pd(b, positive(_mm512_maskz_loadu_pd(mask_of_rest(n - i), x + i)));
    return _mm512_reduce_add_pd(_mm512_add_pd(_mm512_add_pd(a, b), _mm512_add_pd(c, d)));
}
#endif
