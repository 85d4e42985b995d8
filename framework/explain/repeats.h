// SPDX-License-Identifier: MIT
#pragma once
// Is a function of a case called with the same arguments again within one iteration?
#include "framework/runner/plan.h"

struct repeats {
    double calls; // of an iteration
    double share; // of the calls that were seen, those whose arguments had been seen before; NAN:
                  // not known
    const char *why_unknown; // NULL: it is known
};

/**
 * Runs one iteration of a case in a worker of its own and looks at the calls of a function, by its
 * demangled name. False and an error where that cannot be done.
 */
bool repeats_find(struct repeats *repeats, const struct arm *arm, const char *name, GError **error);
