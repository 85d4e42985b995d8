// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/density.h"
#include "framework/stats/quantile.h"

#define N(values) (sizeof(values) / sizeof *(values))

// R's data set `faithful`, the first 20 eruptions, sorted.
static const double eruptions[] = {1.6,   1.6,   1.75, 1.75, 1.75,  1.8, 1.8, 1.95, 2.167, 2.283,
                                   2.883, 3.333, 3.6,  3.6,  3.917, 4.2, 4.2, 4.35, 4.533, 4.7};

Test(density, bandwidth_is_silvermans)
{
    // s = 1.153, IQR / 1.34 = (3.98775 - 1.7875) / 1.34 = 1.6420, so s counts: 0.9 s 20^(-1/5)
    double squares = 0, sum = 0;
    for (size_t i = 0; i < N(eruptions); i++)
        sum += eruptions[i];
    for (size_t i = 0; i < N(eruptions); i++)
        squares += pow(eruptions[i] - sum / 20, 2);
    double expected = 0.9 * sqrt(squares / 19) * pow(20, -0.2);
    cr_assert_float_eq(density_bandwidth(eruptions, N(eruptions)), expected, 1e-12);
    // 1, 2, 3, 4, 100: s is 43.6, the IQR is 2
    const double outlier[] = {1, 2, 3, 4, 100};
    cr_assert_float_eq(density_bandwidth(outlier, 5), 0.9 * 2 / 1.34 * pow(5, -0.2), 1e-12);
}

Test(density, bandwidth_without_an_iqr_is_from_the_deviation)
{
    const double values[] = {5, 5, 5, 5, 5, 5, 5, 9}; // s is sqrt(2)
    cr_assert_float_eq(density_bandwidth(values, 8), 0.9 * sqrt(2) * pow(8, -0.2), 1e-12);
}

Test(density, bandwidth_needs_values_that_differ)
{
    const double same[] = {3, 3, 3};
    cr_assert(isnan(density_bandwidth(NULL, 0)));
    cr_assert(isnan(density_bandwidth(same, 1)));
    cr_assert(isnan(density_bandwidth(same, 3)));
}

Test(density, of_one_value_is_its_kernel)
{
    const double zero[] = {0};
    double density[81];
    cr_assert(density_estimate(zero, 1, 1, -4, 4, density, 81));
    cr_assert_float_eq(density[40], 0.3989422804014327, 1e-12);  // the standard normal at 0
    cr_assert_float_eq(density[50], 0.24197072451914337, 1e-12); // at 1
    cr_assert_float_eq(density[20], 0.05399096651318806, 1e-12); // at -2
}

static double exact(const double *values, size_t n, double bandwidth, double at)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += exp(-pow((at - values[i]) / bandwidth, 2) / 2);
    return sum / ((double)n * bandwidth * sqrt(2 * 3.14159265358979323846));
}

Test(density, agrees_with_the_sum_of_kernels)
{
    double density[512];
    double bandwidth = density_bandwidth(eruptions, N(eruptions));
    cr_assert(density_estimate(eruptions, N(eruptions), bandwidth, 0, 6, density, 512));
    for (size_t i = 0; i < 512; i++)
        cr_assert_float_eq(density[i],
                           exact(eruptions, N(eruptions), bandwidth, 6 * (double)i / 511), 2e-4);
}

Test(density, has_an_area_of_one)
{
    double density[512], area = 0;
    cr_assert(density_estimate(eruptions, N(eruptions), 0.2, 0, 6, density, 512));
    for (size_t i = 0; i < 512; i++)
        area += density[i] * 6 / 511;
    cr_assert_float_eq(area, 1, 1e-4);
}

Test(density, counts_values_beyond_the_ends_as_far_as_they_reach_in)
{
    const double values[] = {-0.5, 100};
    double density[11];
    cr_assert(density_estimate(values, 2, 1, 0, 1, density, 11));
    cr_assert_float_eq(density[0], exact(values, 1, 1, 0) / 2, 2e-3);
}

Test(density, refuses_what_has_none)
{
    const double values[] = {1, 2};
    double density[3] = {7, 7, 7};
    cr_assert_not(density_estimate(values, 0, 1, 0, 1, density, 3));
    cr_assert_not(density_estimate(values, 2, NAN, 0, 1, density, 3));
    cr_assert_not(density_estimate(values, 2, 0, 0, 1, density, 3));
    cr_assert_not(density_estimate(values, 2, 1, 1, 1, density, 3));
    cr_assert_eq(density[0], 7);
}
