// SPDX-License-Identifier: MIT
#include "framework/stats/moments.h"

#include <math.h>

double mean(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    return n > 0 ? sum / (double)n : NAN;
}

double standard_deviation(const double *values, size_t n)
{
    if (n < 2)
        return NAN;
    double center = mean(values, n);
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - center) * (values[i] - center);
    return sqrt(squares / (double)(n - 1));
}
