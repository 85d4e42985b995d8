// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/step_p.h"
#include "random_normal.h"

enum { N = 44 };

static double p_of(const double *values, size_t n, uint64_t seed)
{
    double weights[N];
    struct random random = {seed};
    for (size_t i = 0; i < n; i++)
        weights[i] = 1;
    struct potts *potts = potts_new(values, weights, n);
    double p = step_p(potts, n, 2, &random);
    potts_free(potts);
    return p;
}

// Of the 70 orders of four and four, two have such a step.
Test(step_p, agrees_with_what_can_be_counted)
{
    double values[] = {1, 1, 1, 1, 2, 2, 2, 2};
    double sum = 0;
    for (uint64_t seed = 0; seed < 200; seed++)
        sum += p_of(values, 8, seed);
    cr_assert_float_eq(sum / 200, 2.0 / 70, 0.008);
}

Test(step_p, is_small_for_a_clear_step_and_the_same_for_one_seed)
{
    double values[N];
    struct random random = {7};
    for (size_t i = 0; i < N; i++)
        values[i] = random_normal(&random) + (i < N / 2 ? 0 : 6);
    cr_assert_lt(p_of(values, N, 1), 1e-4);
    cr_assert_eq(p_of(values, N, 1), p_of(values, N, 1));
    cr_assert_gt(p_of(values, N, 1), 0);
}

Test(step_p, of_equal_values_is_one)
{
    double values[N] = {0};
    cr_assert_eq(p_of(values, N, 1), 1);
}

// A p is at most x in a share x of the series without a step; the bounds are five standard errors.
Test(step_p, is_uniform_where_there_is_no_step)
{
    enum { SERIES = 400 };
    size_t below_5 = 0, below_30 = 0;
    struct random random = {8};
    for (int i = 0; i < SERIES; i++) {
        double values[N];
        for (size_t k = 0; k < N; k++)
            values[k] = random_normal(&random);
        double p = p_of(values, N, (uint64_t)i);
        below_5 += p <= 0.05;
        below_30 += p <= 0.3;
    }
    cr_assert_lt((double)below_5 / SERIES, 0.05 + 5 * sqrt(0.05 * 0.95 / SERIES));
    cr_assert_gt((double)below_30 / SERIES, 0.3 - 5 * sqrt(0.3 * 0.7 / SERIES));
    cr_assert_lt((double)below_30 / SERIES, 0.3 + 5 * sqrt(0.3 * 0.7 / SERIES));
}
