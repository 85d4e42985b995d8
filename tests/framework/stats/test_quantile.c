// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/moments.h"
#include "framework/stats/quantile.h"

#define N(values) (sizeof(values) / sizeof *(values))

Test(quantile, is_nan_for_an_empty_sample)
{
    cr_assert(isnan(quantile_sorted(NULL, 0, 0.5)));
    cr_assert(isnan(median_of(NULL, 0)));
    cr_assert(isnan(mad_of(NULL, 0, 1)));
}

Test(quantile, agrees_with_r)
{
    // R: quantile(c(1,2,4,8,16), c(0, .1, .25, .5, .9, 1))
    const double values[] = {1, 2, 4, 8, 16};
    cr_assert_float_eq(quantile_sorted(values, 5, 0), 1, 1e-12);
    cr_assert_float_eq(quantile_sorted(values, 5, 0.1), 1.4, 1e-12);
    cr_assert_float_eq(quantile_sorted(values, 5, 0.25), 2, 1e-12);
    cr_assert_float_eq(quantile_sorted(values, 5, 0.5), 4, 1e-12);
    cr_assert_float_eq(quantile_sorted(values, 5, 0.9), 12.8, 1e-12);
    cr_assert_float_eq(quantile_sorted(values, 5, 1), 16, 1e-12);
}

Test(quantile, of_one_value_is_that_value)
{
    const double one[] = {3};
    cr_assert_eq(quantile_sorted(one, 1, 0.3), 3);
}

Test(quantile, median_sorts_and_halves)
{
    double values[] = {9, 1, 5, 3};
    double median = median_of(values, N(values));
    cr_assert_float_eq(median, 4, 1e-12);
    cr_assert_eq(values[0], 1);
    cr_assert_eq(values[3], 9);
}

Test(quantile, mad_is_the_median_distance)
{
    double values[] = {1, 1, 2, 2, 4, 6, 9}; // the textbook's example: median 2, MAD 1
    double mad = mad_of(values, N(values), 2);
    cr_assert_float_eq(mad, 1, 1e-12);
}

Test(quantile, nan_sorts_last)
{
    double values[] = {NAN, 2, 1};
    sort_ascending(values, 3);
    cr_assert_eq(values[0], 1);
    cr_assert(isnan(values[2]));
}

Test(quantile, interquartile_mean_counts_the_outermost_in_part)
{
    // 12 values: the middle six; 9: the middle three, and three quarters of those next to them
    // (the examples of https://en.wikipedia.org/wiki/Interquartile_mean).
    double twelve[] = {5, 8, 4, 38, 8, 6, 9, 7, 7, 3, 1, 6};
    double nine[] = {17, 1, 13, 3, 7, 15, 5, 11, 9};
    double one[] = {3};
    double two[] = {1, 2};
    cr_expect_float_eq(interquartile_mean_of(twelve, N(twelve)), 6.5, 1e-12);
    cr_expect_float_eq(interquartile_mean_of(nine, N(nine)), 9, 1e-12);
    cr_expect_eq(interquartile_mean_of(one, 1), 3);
    cr_expect_eq(interquartile_mean_of(two, 2), 1.5);
    cr_expect(isnan(interquartile_mean_of(NULL, 0)));
}

Test(moments, need_enough_values)
{
    const double one[] = {1};
    cr_assert(isnan(mean(one, 0)));
    cr_assert(isnan(standard_deviation(one, 1)));
}

Test(moments, agree_with_r)
{
    // R: sd(c(2,4,4,4,5,5,7,9))
    const double values[] = {2, 4, 4, 4, 5, 5, 7, 9};
    cr_assert_float_eq(mean(values, 8), 5, 1e-12);
    cr_assert_float_eq(standard_deviation(values, 8), 2.1380899352993952, 1e-12);
}
