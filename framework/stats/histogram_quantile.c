// SPDX-License-Identifier: MIT
#include "framework/stats/histogram_quantile.h"

#include <math.h>

double histogram_count(const struct histogram_bucket *buckets, size_t n)
{
    double count = 0;
    for (size_t i = 0; i < n; i++)
        count += buckets[i].count;
    return count;
}

double histogram_quantile(const struct histogram_bucket *buckets, size_t n, double share)
{
    double wanted = fmax(ceil(share * histogram_count(buckets, n)), 1);
    double seen = 0;
    for (size_t i = 0; i < n; i++) {
        seen += buckets[i].count;
        if (seen < wanted)
            continue;
        // A bucket of one whole number holds nothing else.
        double width = buckets[i].to - buckets[i].from;
        return width <= 1 ? buckets[i].from : buckets[i].from + width / 2;
    }
    return NAN;
}
