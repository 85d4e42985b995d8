// SPDX-License-Identifier: MIT
// How often the test is wrong where nothing changed, in hundreds of thousands of trials.
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "framework/stats/quantile.h"
#include "framework/stats/rank_sum.h"
#include "tests/framework/stats/random_normal.h"

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

Test(rank_sum_level, keeps_its_level_from_5_to_100_processes_of_every_kind)
{
    static const size_t sizes[][2] = {{5, 5},   {5, 20},  {8, 8},    {16, 16},
                                      {20, 20}, {40, 60}, {100, 100}};
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            expect_level((enum kind)kind, sizes[i][0], sizes[i][1]);
}
