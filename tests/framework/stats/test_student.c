// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/student.h"

static void check_quantile(double p, double df, double expected)
{
    cr_assert_float_eq(student_quantile(p, df), expected, 1e-6 * (expected > 1 ? expected : 1),
                       "p %g, df %g: %.9g, not %.9g", p, df, student_quantile(p, df), expected);
}

// Quantiles: the tables of Abramowitz and Stegun 26.10, more digits from R's qt().
Test(student, quantiles_agree_with_the_tables)
{
    check_quantile(0.975, 1, 12.7062047);
    check_quantile(0.975, 2, 4.30265273);
    check_quantile(0.975, 9, 2.26215716);
    check_quantile(0.975, 30, 2.04227246);
    check_quantile(0.995, 9, 3.24983554);
    check_quantile(0.995, 19, 2.86093461);
    check_quantile(0.75, 1, 1.0);
}

Test(student, quantiles_reach_into_small_tails)
{
    check_quantile(1 - 0.0005, 4, 8.61030158); // two-sided 0.001
    cr_assert_float_eq(student_cdf(student_quantile(1e-9, 5), 5), 1e-9, 1e-15);
}

Test(student, cdf_and_quantile_undo_each_other)
{
    for (double df = 1; df < 200; df *= 3)
        for (double p = 0.001; p < 1; p += 0.0499)
            cr_assert_float_eq(student_cdf(student_quantile(p, df), df), p, 1e-9);
}

Test(student, is_normal_for_many_degrees)
{
    cr_assert_float_eq(student_quantile(0.975, 1e7), 1.959963985, 1e-5);
}

Test(student, quantiles_of_what_is_no_probability_are_unknown, .timeout = 10)
{
    static const double nonsense[][2] = {{-1, 5},    {2, 5},      {NAN, 5},       {0.01, 0},
                                         {0.01, -1}, {0.01, NAN}, {-INFINITY, 5}, {-1e-300, 5}};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++)
        cr_expect(isnan(student_quantile(nonsense[i][0], nonsense[i][1])), "p %g, df %g",
                  nonsense[i][0], nonsense[i][1]);
    cr_expect_eq(student_quantile(0, 5), -INFINITY);
    cr_expect_eq(student_quantile(1, 5), INFINITY);
}

Test(student, quantiles_of_tiny_tails_end, .timeout = 10)
{
    static const double tails[] = {1e-300, 5e-324, 1e-30};
    static const double degrees[] = {1e-300, 1e-9, 0.5, 1, 1e9, 1e300, INFINITY};
    for (size_t t = 0; t < sizeof tails / sizeof *tails; t++)
        for (size_t d = 0; d < sizeof degrees / sizeof *degrees; d++)
            cr_expect(!(student_quantile(tails[t], degrees[d]) > 0), "p %g, df %g", tails[t],
                      degrees[d]);
}

Test(student, quantiles_reach_far_and_near)
{
    double far = student_quantile(1e-100, 3);
    cr_assert_float_eq(student_cdf(far, 3) / 1e-100, 1, 1e-9);
    cr_assert_float_eq(student_cdf(student_quantile(1e-12, 2.5), 2.5) / 1e-12, 1, 1e-9);
    cr_assert_float_eq(student_cdf(student_quantile(0.499, 4), 4), 0.499, 1e-12);
    cr_assert_float_eq(student_cdf(student_quantile(0.4, 0.3), 0.3), 0.4, 1e-12);
}
