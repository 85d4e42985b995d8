// SPDX-License-Identifier: MIT
#pragma once
// Which part of a function is in the timed loop, and which only runs before and after it.
#include "framework/program/code_map.h"

/**
 * For each of the `n` instructions of a function that leads to the timed loop, whether it surely
 * runs outside of it; in doubt it does not. To free.
 */
bool *timed_loop_outside(const struct code_map *map, const struct image_symbol *function,
                         size_t *n);
