// SPDX-License-Identifier: MIT
#pragma once
// Whole texts written to files.
#include <glib.h>
#include <stdbool.h>

/**
 * Writes atomically: whoever looks sees the old file or the whole new one, and a symbolic link
 * stays one. What is there and is no plain file (a device, a pipe) is written to, never replaced.
 * `is_durable` waits for the disk. The error names the file.
 */
bool text_file_write(const char *path, const char *text, size_t length, bool is_durable,
                     GError **error);

/** Writes behind what stands in the file, which is made where it is missing. */
bool text_file_append(const char *path, const char *text, size_t length, GError **error);

/** Whether there is nothing at `path`, or a plain file. */
bool text_file_is_plain(const char *path);
