// SPDX-License-Identifier: MIT
#include "framework/runner/calibration.h"

#include <math.h>

// Large steps are for very short bodies, whose first readings are mostly clock.
static const double most_growth = 16;

static double iterations_for(const struct calibration_point *point, double target_ns)
{
    double elapsed_ns = point->elapsed_ns > 0 ? (double)point->elapsed_ns : 1;
    return (double)point->iterations * target_ns / elapsed_ns;
}

uint64_t calibration_next(const struct calibration_point *points, size_t n, double target_ns)
{
    if (n == 0)
        return 1;
    const struct calibration_point *last = &points[n - 1];
    double elapsed_ns = (double)last->elapsed_ns;
    // A first call is cold. Where it took long all the same, once is all that can be afforded.
    if (n == 1 && elapsed_ns < 40 * target_ns)
        return 1;
    if (elapsed_ns >= 0.7 * target_ns || last->iterations >= (uint64_t)1 << 60)
        return 0;
    double wanted = fmin(iterations_for(last, target_ns), most_growth * (double)last->iterations);
    uint64_t next = (uint64_t)fmin(ceil(wanted), 0x1p60);
    return next > last->iterations ? next : 0;
}

uint64_t calibration_conclude(const struct calibration_point *points, size_t n, double target_ns)
{
    if (n == 0)
        return 1;
    double wanted = 1;
    for (size_t i = n > 1 ? 1 : 0; i < n; i++)
        if (points[i].iterations >= points[n - 1].iterations / 2)
            wanted = fmax(wanted, round(iterations_for(&points[i], target_ns)));
    return (uint64_t)fmin(wanted, 0x1p60);
}

// Whether the iterations from one point to a later one cost next to nothing. Only a point that
// takes a tenth of the last one's time counts as the first: below that it is clock and cold caches.
static bool is_flat_between(const struct calibration_point *from,
                            const struct calibration_point *to, double least_ns)
{
    double growth_ns = (double)to->elapsed_ns - (double)from->elapsed_ns;
    double each_ns = growth_ns / (double)(to->iterations - from->iterations);
    return (double)from->elapsed_ns >= least_ns && to->iterations >= 16 * from->iterations &&
           each_ns < 0.25 * (double)to->elapsed_ns / (double)to->iterations;
}

bool calibration_is_flat(const struct calibration_point *points, size_t n)
{
    if (n < 3)
        return false;
    const struct calibration_point *last = &points[n - 1];
    if (last->elapsed_ns == 0)
        return last->iterations >= 16 * points[1].iterations;
    for (size_t i = 1; i < n; i++) // the first call is cold
        for (size_t j = i + 1; j < n; j++)
            if (is_flat_between(&points[i], &points[j], 0.1 * (double)last->elapsed_ns))
                return true;
    return false;
}
