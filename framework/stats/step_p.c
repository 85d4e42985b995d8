// SPDX-License-Identifier: MIT
#include "framework/stats/step_p.h"

#include <math.h>

#include "framework/stats/moments.h"

enum { PERMUTATIONS = 999, FEW_PERMUTATIONS = 99, ENOUGH_AS_GOOD = 10 };
static const double far_below = 1e-4;

static double gumbel_tail(double gain, const double *drawn, size_t n)
{
    const double euler = 0.5772156649015329, root_6_over_pi = 0.7796968012336761;
    double scale = standard_deviation(drawn, n) * root_6_over_pi;
    double mode = mean(drawn, n) - euler * scale;
    return scale > 0 ? -expm1(-exp(-(gain - mode) / scale)) : 0;
}

double step_p(struct potts *potts, size_t n, size_t least, struct random *random)
{
    double drawn[PERMUTATIONS];
    double gain = potts_best_gain(potts, least) * (1 - 1e-9); // rounding
    size_t as_good = 0;
    for (size_t count = 0; count < PERMUTATIONS;) {
        for (size_t i = n; i > 1; i--)
            potts_swap(potts, i - 1, random_below(random, i));
        drawn[count] = potts_best_gain(potts, least);
        as_good += drawn[count++] >= gain;
        if (as_good == ENOUGH_AS_GOOD)
            return (double)as_good / (double)count;
        if (count == FEW_PERMUTATIONS && as_good == 0) {
            double tail = gumbel_tail(gain, drawn, count);
            if (tail < far_below)
                return tail;
        }
    }
    double p = (double)(as_good + 1) / (PERMUTATIONS + 1);
    return as_good > 0 ? p : fmin(p, gumbel_tail(gain, drawn, PERMUTATIONS));
}
