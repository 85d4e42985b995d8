// SPDX-License-Identifier: MIT
#include "framework/stats/multiplicity.h"

#include <math.h>

static size_t count_up_to(const double *p_values, size_t n, double limit)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += p_values[i] <= limit;
    return count;
}

double suite_level(const double *p_values, size_t n, double alpha)
{
    size_t tested = 0;
    size_t rejected = 0;
    for (size_t i = 0; i < n; i++)
        tested += isnan(p_values[i]) ? 0 : 1;
    for (size_t i = 0; i < n; i++) {
        size_t rank = count_up_to(p_values, n, p_values[i]);
        if (p_values[i] <= alpha * (double)rank / (double)tested && rank > rejected)
            rejected = rank;
    }
    return tested > 0 ? alpha * (double)(rejected > 0 ? rejected : 1) / (double)tested : alpha;
}
