// SPDX-License-Identifier: MIT
#pragma once
// The files in which programs of this user show themselves. Nothing in them is believed, and those
// of programs that have ended are removed.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "framework/live/process.h"

#define LIVE_FILE_ERROR (live_file_error_quark())
GQuark live_file_error_quark(void);
enum live_file_error {
    LIVE_FILE_ERROR_SILENT,  // its program does not show itself yet, or any more
    LIVE_FILE_ERROR_DAMAGED, // it makes no sense
};

/** An open file, while it is visited. */
struct live_file {
    const char *path;
    int fd;
    uint64_t bytes; // when it was opened
    pid_t pid;      // of its name
};

/** A plain file of this user's alone, opened again by its path: to read and write; -1: it is gone.
 */
int live_file_open(const char *path, int flags, uint64_t *bytes);

/** Reads exactly that much; false where the file ends before. */
bool live_file_read(int fd, void *out, size_t bytes, uint64_t offset);

/** Sets the error, with the path before it; returns false. */
G_GNUC_PRINTF(4, 5)
bool live_file_refuse(const char *path, enum live_file_error code, GError **error,
                      const char *format, ...);

/** A kind of such files. */
struct live_kind {
    const char *suffix;
    // Reads whose file it is; the error says why not.
    bool (*read_identity)(const struct live_file *file, struct process_identity *out,
                          GError **error);
};

/** What is done with those of programs that live here. */
struct live_visitor {
    void (*visit)(const struct live_file *file, void *data);
    void (*refuse)(const struct live_file *file, const GError *error, void *data); // a damaged one
    void *data;
};

/**
 * Visits all files of a kind, and removes those of dead programs; a damaged one stays, as nobody
 * knows whose it is. Returns how many are of programs in other pid namespaces. Without a visitor it
 * only removes.
 */
unsigned live_files_visit(const struct live_kind *kind, const struct live_visitor *visitor);
