// SPDX-License-Identifier: MIT
#pragma once
// Reads whole texts of files and writes them, by the rules of framework/base/place.h: never where
// another user made a link lead.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/**
 * Writes atomically: a reader sees the old file or the whole new one, and a symbolic link stays a
 * link. What is replaced keeps its mode, a new file follows the umask. Something that is not a
 * plain file (a device, a pipe) is written to, never replaced. `is_durable` waits for the disk. The
 * error names the file.
 */
bool text_file_write(const char *path, const char *text, size_t length, bool is_durable,
                     GError **error);

/**
 * Opens a file to read from, or a pipe, unless another user may have put that there: it would be
 * waited for. -1: an error that names the file and the cause.
 */
int text_file_open_to_read(const char *path, GError **error);

/** What is read into memory: no more of one file. */
#define TEXT_FILE_MOST_BYTES (UINT64_C(4) << 30)

/** All of a file, with a zero after it. NULL and an error that names the file and the cause. */
char *text_file_read(const char *path, size_t *length, GError **error);

/** Appends to a file; creates it if it is missing. */
bool text_file_append(const char *path, const char *text, size_t length, GError **error);

/** Opens a file to write to, with these flags as well; creates it if it is missing. -1: an error.
 */
int text_file_open(const char *path, int flags, GError **error);

/** Whether `path` does not exist or is a plain file. */
bool text_file_is_plain(const char *path);

/** Writes all of a text to a descriptor. */
bool text_file_put(int fd, const char *text, size_t length, GError **error);

/** Sets the error of a system call that wrote. */
void text_file_set_error(int cause, GError **error);
