// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "framework/stats/series_noise.h"
#include "step_series.h"

enum { N = 400 };
static double values[N], scratch[N];

static double noise_of(enum noise_kind kind, double step)
{
    struct random random = {5};
    noise_fill(kind, values, N, &random);
    plant_step(values, N, N / 2, step);
    return series_noise(values, N, scratch);
}

Test(series_noise, is_the_standard_deviation_of_white_noise)
{
    cr_assert_float_eq(noise_of(NOISE_WHITE, 0), 1, 0.25);
}

Test(series_noise, is_not_moved_by_a_step_or_by_spikes)
{
    cr_assert_float_eq(noise_of(NOISE_WHITE, 50), noise_of(NOISE_WHITE, 0), 0.3);
    cr_assert_float_eq(noise_of(NOISE_SPIKY, 0), 1, 0.4);
}

Test(series_noise, sees_a_second_mode)
{
    double own = noise_of(NOISE_BIMODAL, 0); // within a mode it is a half
    cr_assert_gt(own, 1.5);
    cr_assert_lt(own, 4);
}

Test(series_noise, of_equal_values_and_of_one_is_none)
{
    double equal[] = {2, 2, 2, 2};
    cr_assert_eq(series_noise(equal, 4, scratch), 0);
    cr_assert_eq(series_noise(equal, 1, scratch), 0);
    cr_assert_eq(series_noise(equal, 0, scratch), 0);
}

static double drift_of(enum noise_kind kind)
{
    struct random random = {6};
    noise_fill(kind, values, N, &random);
    return series_drift(values, N, scratch);
}

Test(series_drift, is_near_one_unless_values_hang_together)
{
    cr_assert_lt(drift_of(NOISE_WHITE), 1.35);
    cr_assert_lt(drift_of(NOISE_BIMODAL), 1.35);
    cr_assert_gt(drift_of(NOISE_DRIFTING), 2);
}

Test(series_drift, of_nothing_that_varies_is_one)
{
    double equal[] = {0, 0, 0};
    cr_assert_eq(series_drift(equal, 3, scratch), 1);
    cr_assert_eq(series_drift(equal, 1, scratch), 1);
    cr_assert_eq(series_drift(equal, 0, scratch), 1);
}
