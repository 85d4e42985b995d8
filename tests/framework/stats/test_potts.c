// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "framework/stats/potts.h"
#include "random_normal.h"

enum { MOST = 11 };

// By its definition: the least sum over all values as centres.
static double cost_of(const double *values, const double *weights, size_t n)
{
    double least = INFINITY;
    for (size_t k = 0; k < n; k++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += weights[i] * fabs(values[i] - values[k]);
        least = fmin(least, sum);
    }
    return least;
}

static double cost_of_cut(const double *values, const double *weights, size_t n, double penalty,
                          const size_t *starts, size_t count)
{
    double sum = penalty * (double)(count - 1);
    for (size_t k = 0; k < count; k++) {
        size_t end = k + 1 < count ? starts[k + 1] : n;
        sum += cost_of(values + starts[k], weights + starts[k], end - starts[k]);
    }
    return sum;
}

// Of all 2^(n - 1) segmentations.
static double least_cost(const double *values, const double *weights, size_t n, double penalty)
{
    double least = INFINITY;
    for (unsigned cuts = 0; cuts < 1u << (n - 1); cuts++) {
        size_t starts[MOST] = {0};
        size_t count = 1;
        for (size_t i = 1; i < n; i++)
            if (cuts & 1u << (i - 1))
                starts[count++] = i;
        least = fmin(least, cost_of_cut(values, weights, n, penalty, starts, count));
    }
    return least;
}

static double least_of_two(const double *values, const double *weights, size_t n, size_t least)
{
    double best = INFINITY;
    for (size_t at = least; at + least <= n; at++)
        best = fmin(best, cost_of_cut(values, weights, n, 0, (size_t[]){0, at}, 2));
    return best;
}

static void fill(struct random *random, double *values, double *weights, size_t n, int is_coarse)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = 3 * random_normal(random) + (i > n / 2 ? 4 : 0);
        weights[i] = is_coarse ? 1 : 0.01 + 0.99 * random_unit(random);
        if (is_coarse) // ties
            values[i] = round(values[i] / 2);
    }
}

Test(potts, is_as_good_as_the_best_of_all_segmentations)
{
    struct random random = {1};
    double values[MOST], weights[MOST];
    size_t starts[MOST];
    for (int i = 0; i < 400; i++) {
        size_t n = 1 + random_below(&random, MOST);
        double penalty = 8 * random_unit(&random);
        fill(&random, values, weights, n, i % 2);
        struct potts *potts = potts_new(values, weights, n);
        size_t count = potts_segment(potts, penalty, starts);
        cr_assert_eq(starts[0], 0);
        for (size_t k = 1; k < count; k++)
            cr_assert_lt(starts[k - 1], starts[k]);
        cr_assert_float_eq(cost_of_cut(values, weights, n, penalty, starts, count),
                           least_cost(values, weights, n, penalty), 1e-9);
        potts_free(potts);
    }
}

Test(potts, knows_what_the_best_step_gains)
{
    struct random random = {2};
    double values[MOST], weights[MOST];
    for (int i = 0; i < 400; i++) {
        size_t n = 2 + random_below(&random, MOST - 1);
        size_t least = 1 + random_below(&random, 3);
        fill(&random, values, weights, n, i % 2);
        struct potts *potts = potts_new(values, weights, n);
        double gain = n < 2 * least
                          ? 0
                          : cost_of(values, weights, n) - least_of_two(values, weights, n, least);
        cr_assert_float_eq(potts_best_gain(potts, least), gain, 1e-9);
        potts_free(potts);
    }
}

Test(potts, sees_values_where_they_were_swapped_to)
{
    double values[] = {1, 5, 1, 5, 1, 5}, weights[] = {1, 0.5, 1, 0.5, 1, 0.5};
    struct potts *potts = potts_new(values, weights, 6);
    size_t starts[6];
    potts_swap(potts, 1, 4); // 1 1 1 5 5 5
    cr_assert_eq(potts_segment(potts, 0.1, starts), 2);
    cr_assert_eq(starts[1], 3);
    cr_assert_float_eq(potts_best_gain(potts, 1), 3 * 0.5 * 4, 1e-12);
    potts_free(potts);
}

Test(potts, cuts_nothing_at_a_high_penalty_and_all_at_none)
{
    double values[] = {3, 1, 2, 7}, weights[] = {1, 1, 1, 1};
    struct potts *potts = potts_new(values, weights, 4);
    size_t starts[4];
    cr_assert_eq(potts_segment(potts, 100, starts), 1);
    cr_assert_eq(potts_segment(potts, 0, starts), 4);
    potts_free(potts);
}

Test(potts, of_nothing_and_of_one_has_no_step)
{
    double one = 3, weight = 1;
    size_t starts[1];
    struct potts *potts = potts_new(&one, &weight, 0);
    cr_assert_eq(potts_segment(potts, 1, starts), 0);
    cr_assert_eq(potts_best_gain(potts, 1), 0);
    potts_free(potts);
    potts = potts_new(&one, &weight, 1);
    cr_assert_eq(potts_segment(potts, 1, starts), 1);
    cr_assert_eq(starts[0], 0);
    cr_assert_eq(potts_best_gain(potts, 1), 0);
    potts_free(potts);
}

// Each value leaves a list once for each start before it.
Test(potts, takes_work_that_grows_with_the_square)
{
    enum { N = 300 };
    double values[N], weights[N];
    size_t starts[N];
    struct random random = {3};
    fill(&random, values, weights, N, 0);
    struct potts *potts = potts_new(values, weights, N);
    potts_segment(potts, 5, starts);
    cr_assert_leq(potts_work(potts), N * (N + 1) / 2);
    size_t before = potts_work(potts);
    potts_best_gain(potts, 2);
    cr_assert_leq(potts_work(potts) - before, 2 * N);
    potts_free(potts);
}
