// SPDX-License-Identifier: MIT
#pragma once
// Small files of /sys, /proc and /etc, read as what they are: text from elsewhere.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// No more of a file is read; /proc/stat of 4096 CPUs is a quarter of it.
enum { SYSFILE_MAX_BYTES = 1 << 20, SYSFILE_MAX_LINE_BYTES = 255 };

/**
 * The text of the regular file at `format`, an absolute path as seen from the folder `root` ("/"
 * for this machine): valid UTF-8, its first SYSFILE_MAX_BYTES at most. NULL where it cannot be
 * read. The caller frees it.
 */
char *sysfile_read(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** As sysfile_read(), the first line cleaned by sysfile_clean(). */
char *sysfile_read_line(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** A decimal number alone on the first line of the file `path`; false, and no `out`, if it is not.
 */
bool sysfile_read_u64(const char *root, const char *path, uint64_t *out);

/**
 * The first `length` bytes of `text` (-1: up to its NUL) as a short name: valid UTF-8, no control
 * characters, no white space around it, SYSFILE_MAX_LINE_BYTES at most. NULL if nothing is left.
 * The caller frees it.
 */
char *sysfile_clean(const char *text, gssize length);
