// SPDX-License-Identifier: MIT
#include "framework/stats/complexity.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/random.h"
#include "tests/framework/stats/random_normal.h"

enum { POINTS = 9 };

// 2^6, 2^7, ...
static void fill_arguments(double *n, size_t count)
{
    for (size_t i = 0; i < count; i++)
        n[i] = ldexp(1, (int)i + 6);
}

static void fill_times(double *times, const double *n, size_t count,
                       const struct complexity_fit *of)
{
    for (size_t i = 0; i < count; i++)
        times[i] = complexity_time(of, n[i]);
}

static void add_noise(struct random *random, double *times, size_t count, double share)
{
    for (size_t i = 0; i < count; i++)
        times[i] *= exp(share * random_normal(random));
}

static void expect_exactly(struct complexity_fit wanted, size_t count)
{
    double n[POINTS], times[POINTS];
    struct complexity_fit got;
    fill_arguments(n, count);
    fill_times(times, n, count, &wanted);
    cr_assert(complexity_fit(n, times, count, &got));
    cr_expect_eq(got.complexity, wanted.complexity, "%s became %s",
                 complexity_word(wanted.complexity), complexity_word(got.complexity));
    cr_expect_float_eq(got.scale, wanted.scale, 1e-9 * wanted.scale);
    cr_expect_float_eq(got.offset, wanted.offset, 1e-6 * (wanted.offset + wanted.scale));
    cr_expect_lt(got.error, 1e-9);
}

Test(complexity, of_exact_times_is_found)
{
    for (unsigned i = 0; i < COMPLEXITIES; i++) {
        expect_exactly((struct complexity_fit){.complexity = i, .scale = 0.25}, POINTS);
        expect_exactly((struct complexity_fit){.complexity = i, .scale = 3e6},
                       COMPLEXITY_LEAST_POINTS);
    }
}

Test(complexity, tells_a_cost_that_comes_once_from_growth)
{
    for (unsigned i = COMPLEXITY_LOG_N; i < COMPLEXITIES; i++)
        expect_exactly((struct complexity_fit){.complexity = i, .offset = 50, .scale = 2}, POINTS);
}

// Ten thousand noisy histories of each model: at 5 % noise at most one in a hundred is wrong.
Test(complexity, of_noisy_times_is_found)
{
    struct random random = {7};
    double n[POINTS];
    fill_arguments(n, POINTS);
    for (unsigned i = 0; i < COMPLEXITIES; i++) {
        const struct complexity_fit wanted = {.complexity = i, .scale = 12};
        unsigned astray = 0;
        for (unsigned round = 0; round < 10000; round++) {
            struct complexity_fit got;
            double times[POINTS];
            fill_times(times, n, POINTS, &wanted);
            add_noise(&random, times, POINTS, 0.05);
            astray +=
                !complexity_fit(n, times, POINTS, &got) || got.complexity != wanted.complexity;
        }
        cr_expect_leq(astray, 100, "%s: %u of 10000", complexity_word(wanted.complexity), astray);
    }
}

// By hand: with u = 1 / t and v = n / t the sums are u 1.75, v 3.6, uu 1.2325, uv 1.65, vv 3.28.
// The offset, (1.75 * 3.28 - 3.6 * 1.65) / 1.3201, is below 0, so the line goes through 0.
Test(complexity, agrees_with_a_calculation_by_hand)
{
    static const double n[] = {1, 2, 4, 8}, times[] = {1, 2.5, 4, 10};
    struct complexity_fit got;
    cr_assert(complexity_fit(n, times, 4, &got));
    cr_expect_eq(got.complexity, COMPLEXITY_N);
    double scale = 3.6 / 3.28, low = scale - 1, high = 0.8 * scale - 1;
    cr_expect_eq(got.offset, 0);
    cr_expect_float_eq(got.scale, scale, 1e-12);
    cr_expect_float_eq(got.error, sqrt((2 * low * low + 2 * high * high) / 3), 1e-12);
}

// In absolute terms the last time, which is late by a half, outweighs all others and says O(n^2).
Test(complexity, counts_small_arguments_as_much_as_large_ones)
{
    const struct complexity_fit wanted = {.complexity = COMPLEXITY_N_LOG_N, .scale = 1};
    double n[POINTS], times[POINTS];
    struct complexity_fit got;
    fill_arguments(n, POINTS);
    fill_times(times, n, POINTS, &wanted);
    times[POINTS - 1] *= 1.5;
    cr_assert(complexity_fit(n, times, POINTS, &got));
    cr_expect_eq(got.complexity, COMPLEXITY_N_LOG_N);
}

Test(complexity, prefers_the_simpler_of_two_that_tie)
{
    double n[POINTS], times[POINTS];
    struct complexity_fit got;
    fill_arguments(n, POINTS);
    for (size_t i = 0; i < POINTS; i++)
        times[i] = 100 + 0.2 * (double)i; // rises by 1.6 % in all, which does not count as growth
    cr_assert(complexity_fit(n, times, POINTS, &got));
    cr_expect_eq(got.complexity, COMPLEXITY_1);
}

Test(complexity, says_nothing_of_too_few_arguments)
{
    double n[POINTS], times[POINTS];
    struct complexity_fit got;
    fill_arguments(n, POINTS);
    fill_times(times, n, POINTS, &(struct complexity_fit){.complexity = COMPLEXITY_N, .scale = 1});
    for (size_t count = 0; count < COMPLEXITY_LEAST_POINTS; count++)
        cr_expect_not(complexity_fit(n, times, count, &got));
    cr_expect(complexity_fit(n, times, COMPLEXITY_LEAST_POINTS, &got));
}

Test(complexity, says_nothing_of_a_short_range)
{
    static const double shorter[] = {100, 200, 300, 799}, long_enough[] = {100, 200, 300, 800};
    struct complexity_fit got;
    cr_expect_not(complexity_fit(shorter, shorter, 4, &got));
    cr_expect(complexity_fit(long_enough, long_enough, 4, &got));
}

Test(complexity, says_nothing_where_no_model_fits)
{
    double n[POINTS], times[POINTS];
    struct complexity_fit got;
    fill_arguments(n, POINTS);
    for (size_t i = 0; i < POINTS; i++)
        times[i] = pow(n[i], 1.5);
    cr_expect_not(complexity_fit(n, times, POINTS, &got));
    for (size_t i = 0; i < POINTS; i++)
        times[i] = 1000 / n[i]; // falls
    cr_expect_not(complexity_fit(n, times, POINTS, &got));
    for (size_t i = 0; i < POINTS; i++)
        times[i] = i < POINTS / 2 ? 10 : 1000; // a step
    cr_expect_not(complexity_fit(n, times, POINTS, &got));
}

Test(complexity, bears_arguments_of_any_size)
{
    static const double n[] = {1, 1024, 1e15, 9.2e18};
    static const double times[] = {1e-3, 1, 1e12, 9.2e15};
    struct complexity_fit got;
    cr_assert(complexity_fit(n, times, 4, &got));
    cr_expect_eq(got.complexity, COMPLEXITY_N);
}
