// SPDX-License-Identifier: MIT
#pragma once
// Inputs to begin with that are not in tests/fuzz/corpus/, since they are made of the structures of
// the code, or of all that a report can show.
#include <stddef.h>
#include <stdint.h>

enum { SEEDS = 7 };

/** A result file of alternatives, of two builds or of a test, or a file of another tool; each has a
 * text of its own. */
char *seed_file(unsigned index);

/** Has `take` called with each input of a target. */
void seeds_of_target(const char *target,
                     void (*take)(void *data, const uint8_t *bytes, size_t size), void *data);
