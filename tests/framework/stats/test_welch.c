// SPDX-License-Identifier: MIT
#include "framework/stats/welch.h"

#include <criterion/criterion.h>
#include <math.h>

// R: t.test(b, a).
static const double a[] = {27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1,
                           21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4};
static const double b[] = {27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0,
                           24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 31.5};

Test(welch, agrees_with_r)
{
    struct welch welch;
    double interval[2];
    cr_assert(welch_compare(a, 15, b, 15, 0, &welch));
    welch_interval(&welch, 0.05, interval);
    cr_expect_float_eq(welch.difference, 3.3066666666666684, 1e-12);
    cr_expect_float_eq(welch.error, 1.1228648168080595, 1e-12);
    cr_expect_float_eq(welch.df, 27.231305670362175, 1e-12);
    cr_expect_float_eq(welch_p(&welch), 0.006541406689309676, 1e-12);
    cr_expect_float_eq(interval[0], 1.0036537139480277, 1e-10);
    cr_expect_float_eq(interval[1], 5.609679619385309, 1e-10);
}

Test(welch, adds_the_drift)
{
    struct welch still, drifting;
    cr_assert(welch_compare(a, 15, b, 15, 0, &still));
    cr_assert(welch_compare(a, 15, b, 15, 2, &drifting));
    cr_expect_float_eq(drifting.error, hypot(still.error, 2), 1e-12);
    cr_expect(welch_p(&drifting) > welch_p(&still));
}

Test(welch, needs_values_on_both_sides)
{
    struct welch welch;
    cr_expect_not(welch_compare(a, 15, b, 4, 0, &welch));
    cr_expect_not(welch_compare(a, 0, b, 15, 0, &welch));
    cr_expect_eq(welch.df, 0);
}

Test(welch, knows_equal_values)
{
    static const double same[] = {1, 1, 1, 1, 1};
    struct welch welch;
    cr_assert(welch_compare(same, 5, same, 5, 0.015, &welch));
    cr_expect_eq(welch.difference, 0);
    cr_expect_eq(welch.df, 4);
    cr_expect_float_eq(welch_p(&welch), 1, 1e-12);
}
