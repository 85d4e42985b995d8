// SPDX-License-Identifier: MIT
#include "framework/stats/welch.h"

#include <math.h>

#include "framework/stats/moments.h"
#include "framework/stats/student.h"

static double variance_of_mean(const double *values, size_t n)
{
    return pow(standard_deviation(values, n), 2) / (double)n;
}

bool welch_compare(const double *first, size_t n_first, const double *second, size_t n_second,
                   double drift, struct welch *out)
{
    *out = (struct welch){0};
    if (n_first < WELCH_LEAST || n_second < WELCH_LEAST)
        return false;
    double of_first = variance_of_mean(first, n_first);
    double of_second = variance_of_mean(second, n_second);
    double variance = of_first + of_second;
    double df = variance * variance /
                (of_first * of_first / (double)(n_first - 1) +
                 of_second * of_second / (double)(n_second - 1));
    out->difference = mean(second, n_second) - mean(first, n_first);
    out->error = sqrt(variance + drift * drift);
    out->df = isfinite(df) ? df : (double)((n_first < n_second ? n_first : n_second) - 1);
    return true;
}

void welch_interval(const struct welch *welch, double alpha, double interval[2])
{
    double half = -student_quantile(alpha / 2, welch->df) * welch->error;
    interval[0] = welch->difference - half;
    interval[1] = welch->difference + half;
}

double welch_p(const struct welch *welch)
{
    return 2 * student_cdf(-fabs(welch->difference) / welch->error, welch->df);
}
