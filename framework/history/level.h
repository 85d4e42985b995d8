// SPDX-License-Identifier: MIT
#pragma once
// How the time of a case at a commit compares with that at the good end of a range, and which of
// two other commits it is like: the bad one from half of what is between them on. All changes are
// taken as logarithms, so that half of 4x is 2x, and a search for an improvement is the same as one
// for a regression. Where a change came in steps, the larger part is followed.
#include "framework/history/bisection.h"

struct level {
    double ratio;       // of its time to the good end's; NAN: it could not be measured
    double interval[2]; // of that
    double against;     // the ratio that measuring it was to tell it from
};

/** The level of the good end itself. */
extern const struct level level_of_good_end;

/** The ratio between two levels from which on a commit is like the bad one. */
double level_half(const struct level *good, const struct level *bad);

/** Whether a level is on neither side of a ratio. */
bool level_is_at(const struct level *level, double ratio);

/**
 * Which it is like. One that lies on the half and apart from both follows the first of two equal
 * steps, so it is bad. Unknown where it cannot be distinguished from the half, but could perhaps,
 * as measuring it ended when it was distinguished from another ratio.
 */
enum bisection_mark level_mark(const struct level *level, const struct level *good,
                               const struct level *bad);
