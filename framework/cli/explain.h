// SPDX-License-Identifier: MIT
#pragma once
// Why a case got slower: both builds are profiled, and what changed between the profiles is written
// down with the comparison.
#include "framework/cli/sides.h"

/**
 * Explains each regression of a run, the largest first, and each improvement if the options ask for
 * them, until the user interrupts. Whether any was explained.
 */
bool explain_add(struct recording *recording, const struct sides *sides);
