// SPDX-License-Identifier: MIT
#pragma once
// What machine code and instruction counts say of the differences of a comparison.
#include "framework/cli/same_code.h"

/**
 * Adds a note to each comparison of the run that differs, and to those whose instructions were
 * counted; counts them first as --witness asks for it. Whether anything was added; an interruption
 * ends it early.
 */
bool witnesses_add(struct recording *recording, const struct sides *sides,
                   const struct same_code *same_code);
