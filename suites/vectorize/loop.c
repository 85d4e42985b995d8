// SPDX-License-Identifier: MIT
// Plain loops, built without the vectoriser.
#include "suites/vectorize/kernels.h"

#include <math.h>

void distance_loop(const struct pair *pairs, float *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float x = pairs[i].a.x - pairs[i].b.x;
        float y = pairs[i].a.y - pairs[i].b.y;
        float z = pairs[i].a.z - pairs[i].b.z;
        out[i] = sqrtf(x * x + y * y + z * z);
    }
}

size_t filter_loop(const double *restrict x, double *restrict out, size_t n)
{
    size_t n_out = 0;
    for (size_t i = 0; i < n; i++) {
        if (x[i] > 0)
            out[n_out++] = x[i];
    }
    return n_out;
}

// Stores always and moves on where the number stays: nothing for the branch predictor to miss.
size_t filter_branchless(const double *restrict x, double *restrict out, size_t n)
{
    size_t n_out = 0;
    for (size_t i = 0; i < n; i++) {
        out[n_out] = x[i];
        n_out += x[i] > 0;
    }
    return n_out;
}

void transform_loop(const double *restrict x, double *restrict out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] * x[i] + 2 * x[i] + 1;
}

double aggregate_loop(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (x[i] > 0)
            sum += x[i];
    }
    return sum;
}
