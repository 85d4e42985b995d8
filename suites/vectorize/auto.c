// SPDX-License-Identifier: MIT
// The same loops for the compiler's vectoriser, with the freedoms that it needs: a square root that
// sets no errno, and a sum in another order.
#include "suites/vectorize/kernels.h"

#include <math.h>

void distance_arrays(const struct pair_arrays *pairs, float *restrict out, size_t n)
{
    const float *ax = pairs->ax, *ay = pairs->ay, *az = pairs->az;
    const float *bx = pairs->bx, *by = pairs->by, *bz = pairs->bz;
    for (size_t i = 0; i < n; i++) {
        float x = ax[i] - bx[i];
        float y = ay[i] - by[i];
        float z = az[i] - bz[i];
        out[i] = sqrtf(x * x + y * y + z * z);
    }
}

size_t filter_auto(const double *restrict x, double *restrict out, size_t n)
{
    size_t n_out = 0;
    for (size_t i = 0; i < n; i++) {
        if (x[i] > 0)
            out[n_out++] = x[i];
    }
    return n_out;
}

void transform_auto(const double *restrict x, double *restrict out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] * x[i] + 2 * x[i] + 1;
}

double aggregate_auto(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (x[i] > 0)
            sum += x[i];
    }
    return sum;
}
