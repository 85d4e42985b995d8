// SPDX-License-Identifier: MIT
#pragma once
// Why a case got slower: both builds are profiled, and what changed between the profiles is written
// down with the comparison.
#include "framework/cli/sides.h"

/**
 * Explains the largest regressions of a run, and improvements if the options ask for them. Whether
 * any was.
 */
bool explain_add(struct recording *recording, const struct sides *sides);
