// SPDX-License-Identifier: MIT
#pragma once
// What machine code and instruction counts say of the differences of a comparison.
#include "framework/cli/sides.h"

/** Adds a note to each comparison of the run that differs; to all of them with --instructions. */
void witnesses_add(const struct recording *recording, const struct sides *sides);
