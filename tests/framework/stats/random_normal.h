// SPDX-License-Identifier: MIT
#pragma once
// Noise for tests.
#include <math.h>

#include "framework/stats/random.h"

/** Of mean 0 and standard deviation 1 (Box and Muller 1958). */
static inline double random_normal(struct random *random)
{
    const double pi = 3.14159265358979323846;
    double radius = sqrt(-2 * log(1 - random_unit(random)));
    return radius * cos(2 * pi * random_unit(random));
}
