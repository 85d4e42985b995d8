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

// The middle of the bucket that has the observation of a rank, from 1.
static double observation(const struct histogram_bucket *buckets, size_t n, double rank)
{
    size_t i = 0;
    for (double seen = buckets[0].count; i + 1 < n && seen < rank; seen += buckets[i].count)
        i++;
    // A bucket of one whole number holds nothing else.
    double width = buckets[i].to - buckets[i].from;
    return width <= 1 ? buckets[i].from : buckets[i].from + width / 2;
}

double histogram_quantile(const struct histogram_bucket *buckets, size_t n, double share)
{
    double count = histogram_count(buckets, n);
    if (!(count >= 1))
        return NAN;
    double place = fmin(fmax((count + 1.0 / 3) * share + 1.0 / 3, 1), count);
    double below = observation(buckets, n, floor(place));
    double above = observation(buckets, n, ceil(place));
    return below + (place - floor(place)) * (above - below);
}
