// SPDX-License-Identifier: MIT
#include "framework/runner/calibration.h"

#include <criterion/criterion.h>
#include <math.h>

static const double target_ns = 250000;
static const double floor_ns = 0.3;

// A body of `constant_ns` once and `each_ns` for each iteration; the first call costs more.
struct body {
    double first_ns;
    double constant_ns;
    double each_ns;
};

static uint64_t time_of(const struct body *body, uint64_t iterations, bool is_first)
{
    return (uint64_t)llround((is_first ? body->first_ns : 0) + body->constant_ns +
                             body->each_ns * (double)iterations);
}

// Calibrates it as a station does, and returns how many points that took.
static size_t calibrate(const struct body *body, struct calibration_point points[64])
{
    size_t n = 0;
    for (uint64_t next; n < 64 && (next = calibration_next(points, n, target_ns)) > 0; n++)
        points[n] = (struct calibration_point){next, time_of(body, next, n == 0)};
    return n;
}

Test(calibration, begins_with_one_iteration)
{
    cr_assert_eq(calibration_next(NULL, 0, target_ns), 1);
    cr_assert_eq(calibration_conclude(NULL, 0, target_ns), 1);
    cr_assert_not(calibration_is_flat(NULL, 0, floor_ns));
}

Test(calibration, reaches_the_target_from_any_speed)
{
    for (double each_ns = 0.2; each_ns < 2e5; each_ns *= 1.7) {
        struct calibration_point points[64];
        struct body body = {5000, 60, each_ns};
        size_t n = calibrate(&body, points);
        uint64_t iterations = calibration_conclude(points, n, target_ns);
        double lasts_ns = (double)time_of(&body, iterations, false);
        cr_expect(n < 20, "%g ns took %zu points", each_ns, n);
        // One iteration more or less is a great share where few make a sample.
        double slack_ns = 0.1 * target_ns + each_ns;
        cr_expect(fabs(lasts_ns - target_ns) < slack_ns, "%g ns: a sample of %g ns", each_ns,
                  lasts_ns);
        cr_expect_not(calibration_is_flat(points, n, floor_ns), "%g ns counts as flat", each_ns);
    }
}

Test(calibration, calls_a_slow_body_once)
{
    struct calibration_point points[64];
    struct body body = {0, 0, 1e9};
    cr_assert_eq(calibrate(&body, points), 1);
    cr_assert_eq(calibration_conclude(points, 1, target_ns), 1);
}

Test(calibration, never_repeats_or_shrinks_a_count)
{
    for (double each_ns = 1e-4; each_ns < 1e6; each_ns *= 3) {
        struct calibration_point points[64];
        struct body body = {1e6, 30, each_ns};
        size_t n = calibrate(&body, points);
        for (size_t i = 2; i < n; i++)
            cr_expect(points[i].iterations > points[i - 1].iterations);
    }
}

Test(calibration, ends_for_a_clock_that_stands_still)
{
    struct calibration_point points[64];
    struct body body = {0, 0, 0};
    size_t n = calibrate(&body, points);
    cr_expect(n < 30);
    cr_expect(calibration_conclude(points, n, target_ns) <= (uint64_t)1 << 60);
    cr_expect(calibration_is_flat(points, n, floor_ns), "no time for ever more iterations");
}

Test(calibration, survives_absurd_points)
{
    static const struct calibration_point absurd[] = {
        {1, UINT64_MAX},        {1, 0},
        {(uint64_t)1 << 59, 1}, {((uint64_t)1 << 60) - 1, 0},
        {UINT64_MAX, 0},        {UINT64_MAX, UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
        struct calibration_point points[2] = {{1, 1000}, absurd[i]};
        uint64_t next = calibration_next(points, 2, target_ns);
        cr_expect(next == 0 || next > absurd[i].iterations);
        cr_expect(next <= (uint64_t)1 << 60);
        uint64_t most = calibration_conclude(points, 2, target_ns);
        cr_expect(most >= 1 && most <= (uint64_t)1 << 60);
    }
}

// The compiler moved the work out of the loop: only the empty loop grows.
Test(calibration, sees_that_time_does_not_grow)
{
    for (double constant_ns = 30000; constant_ns < 160000; constant_ns *= 1.2) {
        struct calibration_point points[64];
        struct body body = {0, constant_ns, 0.3};
        size_t n = calibrate(&body, points);
        cr_expect(calibration_is_flat(points, n, floor_ns), "%g ns once is not seen", constant_ns);
    }
}

Test(calibration, forgives_a_cold_start_and_the_clock)
{
    static const struct body bodies[] = {
        {1e6, 0, 1}, {1e5, 200, 0.3}, {3e4, 1000, 5}, {2e6, 2000, 50}, {1e7, 500, 1000}};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct calibration_point points[64];
        size_t n = calibrate(&bodies[i], points);
        cr_expect_not(calibration_is_flat(points, n, floor_ns), "body %zu counts as flat", i);
    }
}

// A cache that the first iteration fills: the others are worth measuring.
Test(calibration, forgives_work_that_the_first_iterations_need)
{
    struct calibration_point points[64];
    struct body body = {0, 100000, 20};
    size_t n = calibrate(&body, points);
    cr_expect_not(calibration_is_flat(points, n, floor_ns));
}

Test(calibration, is_not_misled_by_one_disturbed_point)
{
    for (uint64_t disturbed_ns = 20000; disturbed_ns < 10000000; disturbed_ns += 20000) {
        struct calibration_point points[] = {{1, 5000},  {1, disturbed_ns}, {16, 90},
                                             {256, 320}, {4096, 4200},      {250000, 250000}};
        cr_expect_not(calibration_is_flat(points, 6, floor_ns), "%zu ns", (size_t)disturbed_ns);
    }
}

Test(calibration, is_never_flat_where_the_floor_is_unknown)
{
    struct calibration_point points[64];
    struct body body = {0, 100000, 0.3};
    size_t n = calibrate(&body, points);
    cr_expect_not(calibration_is_flat(points, n, NAN));
}
