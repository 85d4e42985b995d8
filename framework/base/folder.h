// SPDX-License-Identifier: MIT
#pragma once
// Makes, measures and removes whole folders. Symbolic links are never followed.
#include <glib.h>
#include <stdbool.h>

/** Makes a folder, and missing ones above it, that only the user may access. */
bool folder_make(const char *path, GError **error);

/** Removes a folder and everything in it, or a file; also true if there is nothing. */
bool folder_remove(const char *path, GError **error);

/** The names in a folder, in their order, without `.` and `..`; to unref. NULL and an error. */
GPtrArray *folder_list(const char *path, GError **error);

/** Opens (O_PATH) a folder below another if no symbolic link is in the way. Otherwise -1. */
int folder_open_below(const char *top, const char *path);

/**
 * Opens a regular file in a folder to read. Symbolic links are followed only to what is below that
 * folder, or not at all before Linux 5.6. Otherwise -1.
 */
int folder_open_file(const char *folder, const char *name);

/**
 * Reads what a program left in a folder, where it may have put anything: a regular file of at most
 * 1 GiB, by the rule of folder_open_file(). It ends with a zero byte that does not count; `length`
 * may be NULL. NULL where it is something else.
 */
char *folder_read_file(const char *folder, const char *name, gsize *length);

/** The size on disk of everything below `path`, in bytes. */
guint64 folder_size_bytes(const char *path);

/**
 * benchrun's folder in the user's cache, $XDG_CACHE_HOME/benchrun, made if it is missing; to free.
 * NULL and an error where it is not the user's alone.
 */
char *folder_of_cache(GError **error);

/** The same for what is kept: $XDG_DATA_HOME/benchrun. */
char *folder_of_data(GError **error);
