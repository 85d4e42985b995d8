// SPDX-License-Identifier: MIT
#pragma once
// Series with planted steps and noise that is known, for tests of what finds steps.
#include <math.h>
#include <stddef.h>

#include "random_normal.h"

enum noise_kind { NOISE_WHITE, NOISE_DRIFTING, NOISE_SPIKY, NOISE_BIMODAL, NOISES };
static const char *const noise_names[] = {"white", "drifting", "spiky", "bimodal"};

/** Fills `values` with noise; in units of its usual standard deviation. */
static inline void noise_fill(enum noise_kind kind, double *values, size_t n, struct random *random)
{
    double drift = random_normal(random);
    for (size_t i = 0; i < n; i++) {
        double usual = random_normal(random);
        switch (kind) {
        case NOISE_DRIFTING: // as much again that forgets itself within some twenty commits
            drift = 0.95 * drift + sqrt(1 - 0.95 * 0.95) * random_normal(random);
            values[i] = usual + drift;
            break;
        case NOISE_SPIKY: // three in a hundred, ten times the noise on average
            values[i] =
                usual - (random_unit(random) < 0.03 ? 10 * log(1 - random_unit(random)) : 0);
            break;
        case NOISE_BIMODAL: // three in ten in a second mode, well apart
            values[i] = usual / 2 + (random_unit(random) < 0.3 ? 4 : 0);
            break;
        default:
            values[i] = usual;
        }
    }
}

/** Raises the values from `at` on. */
static inline void plant_step(double *values, size_t n, size_t at, double size)
{
    for (size_t i = at; i < n; i++)
        values[i] += size;
}
