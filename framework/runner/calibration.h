// SPDX-License-Identifier: MIT
#pragma once
// How many iterations make a sample long enough. Pure: measured points in, a count out.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct calibration_point {
    uint64_t iterations;
    uint64_t elapsed_ns;
};

/**
 * The iterations to try next, given the `n` points tried so far in order of their iterations; 0
 * when the last point is good enough to conclude from. The first try is one iteration.
 */
uint64_t calibration_next(const struct calibration_point *points, size_t n, double target_ns);

/**
 * The iterations of a sample that lasts about `target_ns`, at least 1: from the fastest of the
 * points that ran at least half as many iterations as the last, since a disturbance only adds time.
 */
uint64_t calibration_conclude(const struct calibration_point *points, size_t n, double target_ns);

/**
 * Whether the time does not grow with the iterations: from points that already took a good part of
 * the last one's time, at least 16 times as many iterations cost no more than the empty loop's
 * (`floor_ns` each; NAN: never flat). Work that the compiler moved out of the loop shows so; work
 * that only the first iterations need, as filling a cache, does not, as the others cost something.
 */
bool calibration_is_flat(const struct calibration_point *points, size_t n, double floor_ns);
