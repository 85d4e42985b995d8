// SPDX-License-Identifier: MIT
#pragma once
// Whole folders: removed, measured, made. Symbolic links are never followed.
#include <glib.h>
#include <stdbool.h>

/** Makes a folder that only its user sees, with those above it. */
bool folder_make(const char *path, GError **error);

/** Removes a folder with all below it, or a file; true also where there is nothing. */
bool folder_remove(const char *path, GError **error);

/** The bytes that all below it take on the disk. */
guint64 folder_size_bytes(const char *path);

/** benchrun's own folder of the user's cache: $XDG_CACHE_HOME/benchrun; for the caller to free. */
char *folder_of_cache(void);
