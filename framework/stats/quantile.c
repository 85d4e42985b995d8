// SPDX-License-Identifier: MIT
#include "framework/stats/quantile.h"

#include <math.h>
#include <stdlib.h>

double quantile_sorted(const double *values, size_t n, double p)
{
    if (n == 0)
        return NAN;
    double position = p * (double)(n - 1);
    size_t below = (size_t)position;
    if (below + 1 >= n)
        return values[n - 1];
    double share = position - (double)below;
    return values[below] + share * (values[below + 1] - values[below]);
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    if (isnan(a) || isnan(b))
        return isnan(a) - isnan(b);
    return (a > b) - (a < b);
}

void sort_ascending(double *values, size_t n)
{
    if (n > 1)
        qsort(values, n, sizeof *values, compare_doubles);
}

double median_of(double *values, size_t n)
{
    sort_ascending(values, n);
    return quantile_sorted(values, n, 0.5);
}

double interquartile_mean_of(double *values, size_t n)
{
    double trimmed = (double)n / 4; // from each end
    size_t whole = n / 4;
    double sum = 0;
    if (n == 0)
        return NAN;
    sort_ascending(values, n);
    for (size_t i = whole; i < n - whole; i++)
        sum += values[i];
    sum -= (trimmed - (double)whole) * (values[whole] + values[n - 1 - whole]);
    return sum / ((double)n - 2 * trimmed);
}

double mad_of(double *values, size_t n, double center)
{
    for (size_t i = 0; i < n; i++)
        values[i] = fabs(values[i] - center);
    return median_of(values, n);
}
