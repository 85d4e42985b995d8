// SPDX-License-Identifier: MIT
#pragma once
// Files that are obeyed, so that it matters who wrote them: journals, settings, locks.
#include "framework/base/place.h"

#define OWNED_FILE_ERROR (owned_file_error_quark())
GQuark owned_file_error_quark(void);
enum { OWNED_FILE_ERROR_FOREIGN }; // another user wrote it, or may write to it

/**
 * Opens the file at a place (of PLACE_FOLLOWS_ALL_BUT_THE_LAST) if it is a plain file of ours that
 * nobody else may write to and that has no second name. With O_CREAT a missing one is made, for us
 * alone; with O_EXCL too it must be missing. Returns a descriptor, or -1.
 */
int owned_file_open(const struct place *place, int flags, GError **error);

/** All that an open file contains, to free; ends with a zero byte that does not count. */
char *owned_file_content(int fd, size_t *length, GError **error);

/**
 * Reads a whole file of at most 64 MiB that another user may have written, unless it lies in a
 * folder that everybody may write to: there it must be ours or that of the owner of the folder.
 */
char *owned_file_read(const char *path, size_t *length, GError **error);
