// SPDX-License-Identifier: MIT
#include "framework/stats/multiplicity.h"

#include <math.h>

#include "framework/stats/quantile.h"

double suite_level(double *p_values, size_t n, double alpha)
{
    size_t tested = 0;
    size_t rejected = 0;
    sort_ascending(p_values, n); // NANs come last
    while (tested < n && !isnan(p_values[tested]))
        tested++;
    for (size_t rank = 1; rank <= tested; rank++)
        if (p_values[rank - 1] <= alpha * (double)rank / (double)tested)
            rejected = rank;
    return tested > 0 ? alpha * (double)(rejected > 0 ? rejected : 1) / (double)tested : alpha;
}
