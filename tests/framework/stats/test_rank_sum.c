// SPDX-License-Identifier: MIT
#include "framework/stats/rank_sum.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "framework/stats/quantile.h"
#include "tests/framework/stats/random_normal.h"

// Counted with whole numbers; R: pwilcox(u, m, n).
Test(rank_sum, distribution_is_that_of_r)
{
    static const struct {
        size_t m, n, u;
        double p;
    } rows[] = {
        {5, 5, 3, 0.027777777777777776},        {8, 10, 20, 0.04156954156954157},
        {4, 30, 12, 0.0033422459893048127},     {20, 20, 120, 0.015205628019382432},
        {50, 60, 1100, 0.00802855291879597},    {100, 100, 4000, 0.007188544260578844},
        {20, 200, 1300, 0.0046265142293408995},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t m = rows[i].m;
        size_t n = rows[i].n;
        cr_expect_float_eq(rank_sum_cdf(m, n, rows[i].u), rows[i].p, 1e-12);
        cr_expect_float_eq(rank_sum_cdf(n, m, rows[i].u), rows[i].p, 1e-12, "sides are alike");
        cr_expect_float_eq(rank_sum_cdf(m, n, m * n - rows[i].u - 1), 1 - rows[i].p, 1e-12);
        cr_expect_eq(rank_sum_cdf(m, n, m * n), 1);
    }
}

// R's example of wilcox.test(x, y, conf.int = TRUE), the permeability data of Hollander and Wolfe
// (1973, 69f): W = 35, two-sided p = 0.2544, 95 % interval -0.15 to 0.76, difference 0.305.
Test(rank_sum, agrees_with_wilcox_test)
{
    static const double at_term[] = {0.73, 0.80, 0.83, 1.04, 1.38, 1.45, 1.46, 1.64, 1.89, 1.91};
    static const double early[] = {0.74, 0.88, 0.90, 1.15, 1.21};
    struct rank_sum samples = {early, 5, at_term, 10};
    double interval[2];
    rank_sum_interval(&samples, 0.05, interval);
    cr_expect_float_eq(interval[0], -0.15, 1e-12);
    cr_expect_float_eq(interval[1], 0.76, 1e-12);
    cr_expect_float_eq(rank_sum_shift(&samples), 0.305, 1e-12);
    cr_expect_float_eq(rank_sum_p(&samples, 0), 0.2544122544122544, 1e-12);
}

Test(rank_sum, needs_as_many_values_as_the_level_asks_for)
{
    static const double base[] = {1, 2, 3, 4, 5};
    static const double head[] = {11, 12, 13, 14, 15};
    double interval[2];
    cr_expect_eq(rank_sum_least(0.01), 5);
    cr_expect_eq(rank_sum_least(0.01 / 30), 8);
    cr_expect_eq(rank_sum_least(0.01 / 3000), 11);
    cr_expect_eq(rank_sum_least(1), 1);
    struct rank_sum samples = {base, 4, head, 5};
    rank_sum_interval(&samples, 0.01, interval);
    cr_expect(interval[0] == -INFINITY && interval[1] == INFINITY);
    samples.n_base = 5;
    rank_sum_interval(&samples, 0.01, interval);
    cr_expect(interval[0] == 6 && interval[1] == 14);
    cr_expect_float_eq(rank_sum_p(&samples, 0), 2.0 / 252, 1e-15);
    cr_expect_eq(rank_sum_p(&samples, 10), 1);
}

Test(rank_sum, knows_nothing_of_no_values)
{
    const double value = 1;
    struct rank_sum samples = {NULL, 0, &value, 1};
    double interval[2];
    cr_expect(isnan(rank_sum_shift(&samples)));
    cr_expect_eq(rank_sum_p(&samples, 0), 1);
    rank_sum_interval(&samples, 0.01, interval);
    cr_expect(interval[0] == -INFINITY && interval[1] == INFINITY);
}

// Ascending values, of which every other sample has ties.
static void draw_values(struct random *random, double *values, size_t n, bool is_discrete)
{
    for (size_t i = 0; i < n; i++)
        values[i] = is_discrete ? (double)random_below(random, 5) : random_normal(random);
    sort_ascending(values, n);
}

// All differences, written out.
Test(rank_sum, finds_the_differences)
{
    struct random random = {5};
    for (size_t n = 1; n <= 30; n++) {
        double base[30], head[30], differences[900], interval[2];
        size_t m = 1 + random_below(&random, 30);
        size_t count = 0;
        draw_values(&random, base, m, n % 2 == 0);
        draw_values(&random, head, n, n % 2 == 0);
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j < n; j++)
                differences[count++] = head[j] - base[i];
        sort_ascending(differences, count);
        struct rank_sum samples = {base, m, head, n};
        cr_expect_float_eq(rank_sum_shift(&samples), quantile_sorted(differences, count, 0.5),
                           1e-12);
        rank_sum_interval(&samples, 0.1, interval);
        size_t k = 0;
        while (k < count / 2 && rank_sum_cdf(m, n, k) <= 0.05)
            k++;
        cr_expect_eq(interval[0], k > 0 ? differences[k - 1] : -INFINITY);
        cr_expect_eq(interval[1], k > 0 ? differences[count - k] : INFINITY);
    }
}

// The share of all ways to deal 10 values to two sides of 5 whose p is at most alpha: the exact
// level of the test.
static double level_of(const double *values, double alpha)
{
    unsigned ways = 0;
    unsigned rejected = 0;
    for (unsigned sides = 0; sides < 1U << 10; sides++) {
        double dealt[2][10];
        size_t n[2] = {0};
        for (unsigned i = 0; i < 10; i++) {
            unsigned side = sides >> i & 1;
            dealt[side][n[side]++] = values[i];
        }
        struct rank_sum samples = {dealt[0], n[0], dealt[1], n[1]};
        if (n[0] != 5)
            continue;
        ways++;
        rejected += rank_sum_p(&samples, 0) <= alpha;
    }
    return (double)rejected / ways;
}

Test(rank_sum, has_the_level_exactly_and_never_a_larger_one)
{
    static const double values[][10] = {
        {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, // all different
        {1, 1, 1, 1, 1, 2, 2, 2, 2, 2},  // two speeds
        {1, 1, 1, 1, 1, 1, 1, 1, 1, 9},  // and one process of ten in the other
        {1, 1, 2, 2, 3, 3, 4, 4, 5, 99}, // ties and a tail
    };
    static const double alphas[] = {0.2, 0.1, 0.05, 0.01, 0.008};
    for (size_t i = 0; i < 4; i++)
        for (size_t a = 0; a < 5; a++) {
            size_t k = 0;
            while (rank_sum_cdf(5, 5, k) <= alphas[a] / 2)
                k++;
            double reached = k > 0 ? 2 * rank_sum_cdf(5, 5, k - 1) : 0;
            double level = level_of(values[i], alphas[a]);
            cr_expect_leq(level, alphas[a], "values %zu: %g at %g", i, level, alphas[a]);
            if (i == 0)
                cr_expect_float_eq(level, reached, 1e-12);
        }
}

Test(rank_sum, rejects_what_its_interval_excludes)
{
    struct random random = {9};
    for (unsigned trial = 0; trial < 500; trial++) {
        double base[12], head[20], interval[2];
        bool is_discrete = trial % 2 == 0;
        double shift = is_discrete ? 2 : 1;
        draw_values(&random, base, 12, is_discrete);
        draw_values(&random, head, 20, is_discrete);
        struct rank_sum samples = {base, 12, head, 20};
        rank_sum_interval(&samples, 0.01, interval);
        bool is_excluded = interval[0] > shift || interval[1] < shift;
        cr_expect_eq(is_excluded, rank_sum_p(&samples, shift) <= 0.01);
        double center = rank_sum_shift(&samples);
        cr_expect(interval[0] <= center && center <= interval[1]);
    }
}

// Counted with whole numbers.
Test(rank_sum, approximates_from_the_safe_side)
{
    static const struct {
        size_t u;
        double p;
        double most; // by which the approximation is larger
    } rows[] = {
        {4000, 0.005354852337139745, 1.025},
        {3700, 0.0004968209804302685, 1.08},
        {3300, 8.809124539222872e-06, 1.3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double larger = rank_sum_cdf(101, 100, rows[i].u) / rows[i].p;
        cr_expect(larger >= 1 && larger < rows[i].most, "%g times p at %g", larger, rows[i].p);
    }
    static double many[20000];
    double interval[2];
    for (size_t i = 0; i < 20000; i++)
        many[i] = (double)i;
    struct rank_sum samples = {many, 20000, many, 20000};
    rank_sum_interval(&samples, 0.01, interval);
    cr_expect(interval[0] < 0 && interval[1] > 0 && interval[1] < 300);
}

// What the processes of a run may show.
enum kind { NORMAL, HEAVY_TAIL, UNEQUAL, TWO_SPEEDS, ROUNDED, MOSTLY_ONE };
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
        return normal * exp(2 * random_normal(random)); // some processes were disturbed
    case TWO_SPEEDS:
        return 0.024 * (double)random_below(random, 2) + 1e-5 * normal;
    case ROUNDED:
        return round(normal);
    case MOSTLY_ONE:
        return random_below(random, 10) > 0 ? 0 : normal;
    }
    return NAN;
}

static void expect_share(unsigned rejected, unsigned trials, double alpha, bool is_used_up,
                         const char *what)
{
    double level = (double)rejected / trials;
    double deviation = sqrt(alpha * (1 - alpha) / trials);
    cr_expect_leq(level, alpha + 3 * deviation, "%s: %g at %g", what, level, alpha);
    if (is_used_up)
        cr_expect_geq(level, 0.8 * alpha - 3 * deviation, "%s: %g at %g", what, level, alpha);
}

// From a fixed seed.
static void expect_level(enum kind kind, size_t m, size_t n)
{
    static const double alphas[] = {0.01, 0.05};
    struct random random = {kind + 1000 * n};
    unsigned trials = (unsigned)(40000 / n);
    unsigned rejected[2] = {0};
    double base[100], head[100];
    char what[60];
    for (unsigned trial = 0; trial < trials; trial++) {
        for (size_t i = 0; i < m; i++)
            base[i] = draw(&random, kind);
        for (size_t i = 0; i < n; i++)
            head[i] = draw(&random, kind);
        sort_ascending(base, m);
        sort_ascending(head, n);
        struct rank_sum samples = {base, m, head, n};
        double p = rank_sum_p(&samples, 0);
        for (unsigned i = 0; i < 2; i++)
            rejected[i] += p <= alphas[i];
    }
    // Of continuous values the level is used up, but for what few ranks cannot express.
    bool is_used_up = kind <= TWO_SPEEDS && m > 8;
    snprintf(what, sizeof what, "kind %d, %zu and %zu", (int)kind, m, n);
    for (unsigned i = 0; i < 2; i++)
        expect_share(rejected[i], trials, alphas[i], is_used_up, what);
}

Test(rank_sum, keeps_its_level_from_5_to_100_processes_of_every_kind)
{
    static const size_t sizes[][2] = {{5, 5},   {5, 20},  {8, 8},    {16, 16},
                                      {20, 20}, {40, 60}, {100, 100}};
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            expect_level((enum kind)kind, sizes[i][0], sizes[i][1]);
}
