// SPDX-License-Identifier: MIT
#pragma once
#include "framework/program/code_walk.h"

/** Whether two addresses are at the same instruction of two functions, ignoring padding. */
bool walk_is_same_place(struct walk *walk, const struct image_symbol *const functions[2],
                        const uint64_t at[2]);
