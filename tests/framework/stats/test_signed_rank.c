// SPDX-License-Identifier: MIT
#include "framework/stats/signed_rank.h"

#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/quantile.h"
#include "framework/stats/random.h"
#include "tests/framework/stats/random_normal.h"

// R: psignrank(t, n).
Test(signed_rank, distribution_is_that_of_r)
{
    static const struct {
        size_t n, t;
        double p;
    } rows[] = {
        {5, 0, 0.03125},
        {10, 8, 0.0244140625},
        {10, 20, 0.24609375},
        {20, 52, 0.0242204666137695},
        {50, 373, 0.00498214088268067},
        {50, 600, 0.361629338538446},
        {100, 1700, 0.00213669280137393},
        {200, 8000, 0.00608911485207471},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t all = rows[i].n * (rows[i].n + 1) / 2;
        double upper = signed_rank_cdf(rows[i].n, all - rows[i].t - 1);
        cr_expect_float_eq(signed_rank_cdf(rows[i].n, rows[i].t), rows[i].p, 1e-12);
        cr_expect_float_eq(upper, 1 - rows[i].p, 1e-12, "it is symmetric");
        cr_expect_eq(signed_rank_cdf(rows[i].n, all), 1);
    }
}

// R's example of wilcox.test(x, y, paired = TRUE, conf.int = TRUE), the depression data of
// Hollander and Wolfe (1973, 29f): V = 40, p = 0.0390625, 95 % interval 0.010 to 0.786,
// pseudomedian 0.46.
Test(signed_rank, agrees_with_wilcox_test)
{
    static const double depression[] = {-0.147, -0.08, 0.01, 0.43, 0.49, 0.59, 0.62, 0.952, 1.022};
    double interval[2];
    signed_rank_interval(depression, 9, 0.05, interval);
    cr_expect_float_eq(interval[0], 0.010, 1e-12);
    cr_expect_float_eq(interval[1], 0.786, 1e-12);
    cr_expect_float_eq(signed_rank_center(depression, 9), 0.46, 1e-12);
    cr_expect_float_eq(signed_rank_p(depression, 9), 0.0390625, 1e-12);
}

Test(signed_rank, needs_as_many_values_as_the_level_asks_for)
{
    const double values[] = {1, 2, 3, 4, 5, 6, 7, 8};
    double interval[2];
    cr_expect_eq(signed_rank_least(0.01), 8);
    cr_expect_eq(signed_rank_least(0.01 / 30), 13);
    cr_expect_eq(signed_rank_least(0.01 / 3000), 20);
    cr_expect_eq(signed_rank_least(1), 1);
    signed_rank_interval(values, 7, 0.01, interval);
    cr_expect(interval[0] == -INFINITY && interval[1] == INFINITY);
    signed_rank_interval(values, 8, 0.01, interval);
    cr_expect(interval[0] == 1 && interval[1] == 8);
    cr_expect_float_eq(signed_rank_p(values, 8), 0x1p-7, 1e-15);
}

Test(signed_rank, knows_nothing_of_no_values)
{
    double interval[2];
    cr_expect(isnan(signed_rank_center(NULL, 0)));
    cr_expect_eq(signed_rank_p(NULL, 0), 1);
    signed_rank_interval(NULL, 0, 0.01, interval);
    cr_expect(interval[0] == -INFINITY && interval[1] == INFINITY);
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

// All averages, written out.
Test(signed_rank, finds_the_walsh_averages)
{
    struct random random = {5};
    for (size_t n = 1; n <= 40; n++) {
        double values[40];
        double averages[820];
        size_t count = 0;
        for (size_t i = 0; i < n; i++)
            values[i] = n % 3 == 0 ? (double)random_below(&random, 5) - 2 : random_normal(&random);
        sort_ascending(values, n);
        for (size_t i = 0; i < n; i++)
            for (size_t j = i; j < n; j++)
                averages[count++] = (values[i] + values[j]) / 2;
        qsort(averages, count, sizeof *averages, compare_doubles);
        cr_expect_float_eq(signed_rank_center(values, n), quantile_sorted(averages, count, 0.5),
                           1e-12);
        double interval[2];
        signed_rank_interval(values, n, 0.1, interval);
        size_t k = 0;
        while (signed_rank_cdf(n, k) <= 0.05)
            k++;
        cr_expect_eq(interval[0], k > 0 ? averages[k - 1] : -INFINITY);
        cr_expect_eq(interval[1], k > 0 ? averages[count - k] : INFINITY);
    }
}

// The share of all 2^n signs of some sizes whose p is at most alpha: the exact level of the test.
static double level_of(const double *sizes, size_t n, double alpha)
{
    size_t rejected = 0;
    for (size_t signs = 0; signs < (size_t)1 << n; signs++) {
        double values[16];
        for (size_t i = 0; i < n; i++)
            values[i] = signs >> i & 1 ? sizes[i] : -sizes[i];
        sort_ascending(values, n);
        rejected += signed_rank_p(values, n) <= alpha;
    }
    return (double)rejected / (double)((size_t)1 << n);
}

Test(signed_rank, has_the_level_exactly_and_never_a_larger_one)
{
    static const double sizes[][10] = {
        {1, 2.1, 3.3, 4.6, 6, 7.5, 9.1, 10.8, 12.6, 14.5}, // all different
        {1, 1, 1, 1, 1, 1, 1, 1, 1, 1},                    // two speeds
        {0, 0, 0, 0, 1, 1, 1, 1, 1, 1},                    // three
        {0, 0, 1, 1, 2, 2, 3, 3, 4, 100},                  // ties, zeros, a tail
    };
    static const double alphas[] = {0.2, 0.1, 0.05, 0.01, 0.002};
    for (size_t i = 0; i < 4; i++)
        for (size_t a = 0; a < 5; a++) {
            size_t k = 0;
            while (signed_rank_cdf(10, k) <= alphas[a] / 2)
                k++;
            double reached = k > 0 ? 2 * signed_rank_cdf(10, k - 1) : 0;
            double level = level_of(sizes[i], 10, alphas[a]);
            cr_expect_leq(level, alphas[a], "sizes %zu: %g at %g", i, level, alphas[a]);
            if (i == 0)
                cr_expect_float_eq(level, reached, 1e-12);
        }
}

Test(signed_rank, rejects_what_its_interval_excludes)
{
    struct random random = {9};
    for (unsigned trial = 0; trial < 500; trial++) {
        double values[20];
        double interval[2];
        for (size_t i = 0; i < 20; i++)
            values[i] = trial % 2 == 0 ? 0.5 + random_normal(&random)
                                       : (double)random_below(&random, 4) - 1;
        sort_ascending(values, 20);
        signed_rank_interval(values, 20, 0.01, interval);
        bool is_excluded = interval[0] > 0 || interval[1] < 0;
        cr_expect_eq(is_excluded, signed_rank_p(values, 20) <= 0.01);
        double center = signed_rank_center(values, 20);
        cr_expect(interval[0] <= center && center <= interval[1]);
    }
}

// R: psignrank(t, 201), which is exact.
Test(signed_rank, approximates_from_the_safe_side)
{
    static const struct {
        size_t t;
        double p;
        double most; // by which the approximation is larger
    } rows[] = {
        {8532, 0.024951465202493153, 1.004},
        {8028, 0.004983397033113784, 1.025},
        {7448, 0.0004978209316976297, 1.08},
        {6548, 4.994532615155449e-06, 1.3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double larger = signed_rank_cdf(SIGNED_RANK_EXACT + 1, rows[i].t) / rows[i].p;
        cr_expect(larger >= 1 && larger < rows[i].most, "%g times p at %g", larger, rows[i].p);
    }
}

// What a restart may say when nothing changed: the sides are exchangeable, so that each value is as
// likely as its opposite.
enum kind { NORMAL, HEAVY_TAIL, UNEQUAL, TWO_SPEEDS, ROUNDED, MOSTLY_ZERO };
enum { KINDS = 6 };

static double draw(struct random *random, enum kind kind)
{
    double normal = random_normal(random);
    switch (kind) {
    case NORMAL:
        return normal;
    case HEAVY_TAIL:
        return normal / random_normal(random); // Cauchy
    case UNEQUAL:
        return normal * exp(2 * random_normal(random)); // some restarts were disturbed
    case TWO_SPEEDS: // each process of a restart has one of them, 2.4 % apart
        return 0.024 * ((double)random_below(random, 2) - (double)random_below(random, 2)) +
               1e-5 * normal;
    case ROUNDED:
        return round(normal);
    case MOSTLY_ZERO:
        return random_below(random, 10) > 0 ? 0 : normal;
    }
    return NAN;
}

static const double alphas[] = {0.01, 0.05};
enum { ALPHAS = 2 };

// How many of some trials are rejected at each alpha, from a fixed seed.
static void count_rejected(enum kind kind, size_t n, unsigned trials, unsigned rejected[ALPHAS])
{
    struct random random = {kind + 1000 * n};
    double values[200];
    for (unsigned trial = 0; trial < trials; trial++) {
        for (size_t i = 0; i < n; i++)
            values[i] = draw(&random, kind);
        sort_ascending(values, n);
        double p = signed_rank_p(values, n);
        for (size_t i = 0; i < ALPHAS; i++)
            rejected[i] += p <= alphas[i];
    }
}

// Within three standard deviations of a share of that many trials.
static void expect_level(const char *what, size_t n, const unsigned rejected[ALPHAS],
                         unsigned trials, bool uses_it_up)
{
    for (size_t i = 0; i < ALPHAS; i++) {
        double level = (double)rejected[i] / trials;
        double deviations = 3 * sqrt(alphas[i] * (1 - alphas[i]) / trials);
        cr_expect_leq(level, alphas[i] + deviations, "%s, %zu values: %g at %g", what, n, level,
                      alphas[i]);
        if (uses_it_up)
            cr_expect_geq(level, 0.8 * alphas[i] - deviations, "%s, %zu values: %g at %g", what, n,
                          level, alphas[i]);
    }
}

Test(signed_rank, keeps_its_level_from_8_to_200_restarts_of_every_kind)
{
    static const char *const names[KINDS] = {"normal",     "heavy tail", "unequal",
                                             "two speeds", "rounded",    "mostly zero"};
    static const size_t sizes[] = {8, 9, 13, 20, 34, 57, 100, 200};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t n = sizes[i];
        unsigned trials = n < 100 ? 4000 : 1000;
        unsigned of_all[ALPHAS] = {0, 0};
        for (int kind = 0; kind < KINDS; kind++) {
            unsigned rejected[ALPHAS] = {0, 0};
            count_rejected(kind, n, trials, rejected);
            // Of continuous values the level is used up, but for what 2^n signs cannot express.
            expect_level(names[kind], n, rejected, trials, kind <= UNEQUAL && n > 8);
            for (size_t a = 0; a < ALPHAS; a++)
                of_all[a] += rejected[a];
        }
        expect_level("all kinds", n, of_all, KINDS * trials, false);
    }
}
