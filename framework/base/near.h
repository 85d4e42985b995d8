// SPDX-License-Identifier: MIT
#pragma once
// "Did you mean": what a word that selects nothing may have been meant to be.
#include <glib.h>

/**
 * Those of `ids` (char *) that the first of `patterns` which does not leave out (NULL-terminated,
 * or NULL) is nearest to, as a whole or in one of their parts between slashes: at most three,
 * nearest first, as "; did you mean 'a', 'b'?"; "" where none is near. To free.
 */
char *near_hint(const char *const *patterns, const GPtrArray *ids);
