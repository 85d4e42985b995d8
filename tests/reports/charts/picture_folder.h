// SPDX-License-Identifier: MIT
#pragma once
// A temporary folder that charts are drawn in.
#include <glib.h>

/** A new folder; the caller gives it to remove_directory() and g_free(). */
char *make_directory(void);

/** The names of its files. */
GPtrArray *list_files(const char *directory);

/** Removes it and its files. */
void remove_directory(const char *directory);

/** The text of one of its files. Asserts that it can be read. */
char *read_text(const char *directory, const char *name);
