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
    // A first call is cold. If even so it took that long, there is time for one only.
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

// Whether the iterations between two points cost no more than the empty loop's. Only a point that
// takes a good part of the last one's time counts: below that it is clock and cold caches, above it
// was disturbed.
static bool is_flat_between(const struct calibration_point *from,
                            const struct calibration_point *last, double floor_ns)
{
    double from_ns = (double)from->elapsed_ns;
    double last_ns = (double)last->elapsed_ns;
    if (last->iterations / 16 < from->iterations || from_ns < 0.1 * last_ns ||
        0.7 * from_ns > last_ns)
        return false;
    return (last_ns - from_ns) / (double)(last->iterations - from->iterations) < 2 * floor_ns;
}

bool calibration_is_flat(const struct calibration_point *points, size_t n, double floor_ns)
{
    enum { LEAST_WITNESSES = 2 }; // one alone may have been disturbed
    unsigned witnesses = 0;
    if (n < 3)
        return false;
    const struct calibration_point *last = &points[n - 1];
    if (last->elapsed_ns == 0)
        return last->iterations / 16 >= points[1].iterations;
    for (size_t i = 1; i < n - 1; i++) // the first call is cold
        witnesses += is_flat_between(&points[i], last, floor_ns);
    return witnesses >= LEAST_WITNESSES;
}
