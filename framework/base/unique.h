// SPDX-License-Identifier: MIT
#pragma once
// Texts of which each is given once, in a time that does not grow with how many were the same.
#include <glib.h>

/** An empty set of texts that are taken; g_hash_table_unref() frees it. */
GHashTable *unique_new(void);

/** What the n-th of equal texts is called instead, from 2 on. */
typedef char *(*unique_numbered)(const char *text, unsigned n);

/** A copy of the text, or where that is taken, of the first numbered one that is free; takes it. */
char *unique_take(GHashTable *taken, const char *text, unique_numbered numbered);

/**
 * The same of a command as a name: shortened to half of TEXT_MOST_NAME bytes, which leaves room for
 * parameters, and numbered `name #2`.
 */
char *unique_take_command(GHashTable *taken, const char *command);
