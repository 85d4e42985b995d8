// SPDX-License-Identifier: MIT
// One loop, compiled again and again: what the compiler's vectoriser makes of it at each level, as
// attributes of the function say. Nothing here is written for a vector.
#include "suites/vectorize/kernels.h"

#include "suites/support/cpu.h"
#include "suites/support/vector_code.h"

// exp(x) by its Taylor series up to x^7, for |x| <= 1.
static inline float exponential(float x)
{
    float sum = 1.0F / 5040;
    sum = sum * x + 1.0F / 720;
    sum = sum * x + 1.0F / 120;
    sum = sum * x + 1.0F / 24;
    sum = sum * x + 1.0F / 6;
    sum = sum * x + 1.0F / 2;
    sum = sum * x + 1;
    return sum * x + 1;
}

SCALAR_CODE void exponential_scalar(const float *restrict x, float *restrict out, size_t n)
{
    SCALAR_LOOP
    for (size_t i = 0; i < n; i++)
        out[i] = exponential(x[i]);
}

// clang-format off
#define EXPONENTIAL(name, target)                                               \
    VECTOR_CODE target void name(const float *restrict x, float *restrict out, size_t n) \
    {                                                                           \
        VECTOR_LOOP                                                             \
        for (size_t i = 0; i < n; i++)                                          \
            out[i] = exponential(x[i]);                                         \
    }
// clang-format on

// For what every CPU of the architecture has: four floats at a time on x86-64.
EXPONENTIAL(exponential_vector, )

#ifdef __x86_64__
EXPONENTIAL(exponential_avx2, __attribute__((target("avx2,fma"))))
EXPONENTIAL(exponential_avx512, __attribute__((target("avx512f"))))
#endif

static exponential_function *find_best(void)
{
#ifdef __x86_64__
    if (has_avx512f())
        return exponential_avx512;
    if (has_avx2())
        return exponential_avx2;
#endif
    return exponential_vector;
}

void exponential_dispatched(const float *restrict x, float *restrict out, size_t n)
{
    static exponential_function *best;
    if (best == NULL)
        best = find_best();
    best(x, out, n);
}
