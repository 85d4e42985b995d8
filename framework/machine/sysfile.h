// SPDX-License-Identifier: MIT
#pragma once
// Small files of /sys, /proc and /etc, treated as untrusted text.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// No file is read beyond this; /proc/stat of 4096 CPUs is a quarter of it.
enum { SYSFILE_MAX_BYTES = 1 << 20, SYSFILE_MAX_LINE_BYTES = 255 };

/**
 * The text of the regular file at `format`, an absolute path relative to the folder `root` ("/" for
 * this machine): valid UTF-8, at most the first SYSFILE_MAX_BYTES. NULL if it cannot be read. The
 * caller frees it.
 */
char *sysfile_read(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** As sysfile_read(), but only the first line, cleaned by sysfile_clean(). */
char *sysfile_read_line(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/** The only number on the first line of `path`; false, with `out` unchanged, if it is not one. */
bool sysfile_read_u64(const char *root, const char *path, uint64_t *out);

/**
 * The first `length` bytes of `text` (-1: up to its NUL) as a short name: valid UTF-8, no control
 * characters, no surrounding white space, at most SYSFILE_MAX_LINE_BYTES. NULL if nothing is left.
 * The caller frees it.
 */
char *sysfile_clean(const char *text, gssize length);
