// SPDX-License-Identifier: MIT
#pragma once
// What the preloaded library of `watch` says of the threads that poll, in a file in memory that all
// programs of a command write to (framework/harness/preload/watch_file.h). What it holds is
// believed no more than a program's output is.
#include <glib.h>

#include "framework/live/stalls.h"

#define LOOP_FILE_LIBRARY "libbenchrun_watch.so"

/** What was seen until now. */
struct loop_counts {
    guint programs; // that loaded the library
    guint loops;    // threads that polled
    guint64 polls;
    guint64 lost; // threads for which there was no room, and stalls that were overwritten
};

struct loop_file;

/** Makes the file; NULL and an error where the system does not let us. */
struct loop_file *loop_file_new(uint64_t over_ns, GError **error);
void loop_file_free(struct loop_file *file);

/** What the environment of the command must have besides the library; to free. */
char *loop_file_setting(const struct loop_file *file);

/** Says what is new to `stalls`. */
void loop_file_read(struct loop_file *file, struct stalls *stalls);

struct loop_counts loop_file_counts(const struct loop_file *file);
