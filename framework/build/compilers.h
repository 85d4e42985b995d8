// SPDX-License-Identifier: MIT
#pragma once
// Compilers of the usual names for a build that is to have another layout of its machine code, or
// further flags: each starts the real one with flags that pad all functions and put them into
// another order, or with those of the user.
#include <glib.h>
#include <stdbool.h>

/** Places in a cache line at which functions begin: that many layouts in a row have all of them. */
enum { COMPILERS_PHASES = 16 };

/**
 * Makes a folder of them, for all that PATH has. The layout's number, from 1, decides the padding
 * (0 to 60 bytes in steps of 4) and the order; 0: both stay as they are. `flags` are put last, so
 * that they win; NULL: none. Returns the PATH that finds them first, to free;
 * NULL and an error where the folder cannot be made.
 */
char *compilers_make(const char *folder, unsigned layout, const char *flags, GError **error);

/** Whether any of them was started. */
bool compilers_were_used(const char *folder);
