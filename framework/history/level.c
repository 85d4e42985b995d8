// SPDX-License-Identifier: MIT
#include "framework/history/level.h"

#include <math.h>

const struct level level_of_good_end = {1, {1, 1}, 0};

double level_half(const struct level *good, const struct level *bad)
{
    return sqrt(good->ratio) * sqrt(bad->ratio);
}

bool level_is_at(const struct level *level, double ratio)
{
    return level->interval[0] <= ratio && level->interval[1] >= ratio;
}

enum bisection_mark level_mark(const struct level *level, const struct level *good,
                               const struct level *bad)
{
    double half = level_half(good, bad);
    if (isnan(level->ratio))
        return BISECTION_SKIPPED;
    if (!level_is_at(level, half)) {
        bool is_beyond =
            bad->ratio > good->ratio ? level->interval[0] > half : level->interval[1] < half;
        return is_beyond ? BISECTION_BAD : BISECTION_GOOD;
    }
    if (!level_is_at(level, level->against))
        return BISECTION_UNKNOWN;
    bool is_apart = !level_is_at(level, good->ratio) && !level_is_at(level, bad->ratio);
    return is_apart ? BISECTION_BAD : BISECTION_SKIPPED;
}
