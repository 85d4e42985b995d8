// SPDX-License-Identifier: MIT
#pragma once
// Whether values in random order would have such a step.
#include <stddef.h>

#include "framework/stats/potts.h"
#include "framework/stats/random.h"

/**
 * The p of the best step in `n` values, with at least `least` on each side: how often one as good
 * (potts_best_gain()) is in them when their order is random. By permutations: 999, or until ten
 * were as good (Besag and Clifford, Sequential Monte Carlo p-values, Biometrika 78, 1991). Where
 * none was, by Gumbel's distribution with the mean and the standard deviation of what was drawn
 * (Abrams, Kulldorff and Kleinman, Gumbel based p-value approximations for spatial scan statistics,
 * Int. J. Health Geographics 9, 2010); 99 are enough then if it says less than 0.0001. Leaves the
 * values in another order.
 */
double step_p(struct potts *potts, size_t n, size_t least, struct random *random);
