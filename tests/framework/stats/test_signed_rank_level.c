// SPDX-License-Identifier: MIT
// How often the test is wrong where nothing changed, in hundreds of thousands of trials.
#include <criterion/criterion.h>
#include <math.h>

#include "framework/stats/quantile.h"
#include "framework/stats/signed_rank.h"
#include "tests/framework/stats/random_normal.h"

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

Test(signed_rank_level, keeps_its_level_from_8_to_200_restarts_of_every_kind)
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
