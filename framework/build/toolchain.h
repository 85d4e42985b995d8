// SPDX-License-Identifier: MIT
#pragma once
// What a build depends on beside its sources and its command: compilers, and the variables that
// name and direct them.
#include <glib.h>

/** Adds a text with its end, so that no two lists of texts look the same; NULL is one, too. */
void toolchain_hash_text(GChecksum *hash, const char *text);

/** Adds the variables, and the state of the compilers that they name. */
void toolchain_hash(GChecksum *hash);
