// SPDX-License-Identifier: MIT
#pragma once
// The same run is in a history once, also where it was added before all of it was measured.
#include <stdbool.h>
#include <stdint.h>

#include "framework/history/history.h"

/** What became of a run that was put. */
enum same_run {
    SAME_RUN_NONE,     // it is the only one
    SAME_RUN_REPLACED, // it took the place of what had no more than it
    SAME_RUN_LESS,     // there is one with more: it is removed again
};

/**
 * Of the runs that share a part (`piece`) with one that was just put, on its machine and its side,
 * leaves the one with the most points, of several the newest.
 */
bool same_run_settle(const struct history *history, int64_t run, enum same_run *out,
                     GError **error);
