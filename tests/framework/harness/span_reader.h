// SPDX-License-Identifier: MIT
#pragma once
// Reads the spans of a process as another would: from its file.
#include <stdbool.h>
#include <sys/types.h>

#include "framework/harness/span_table.h"

struct span_view {
    size_t n_bytes;
    const struct span_table *table;
    struct span_slot *slots; // of which `cancelled` may be written
    struct span_label *labels;
};

/** Makes a folder of the test's own the one for live files. */
void span_reader_begin(void);
void span_reader_end(void);

/** The path of the file of a process; NULL: it has none. Valid until the next call. */
const char *span_reader_find(pid_t pid);

/** Maps it; false where there is none. */
bool span_reader_open(pid_t pid, struct span_view *out);
void span_reader_close(struct span_view *view);

/** A copy of a slot that has an open span, taken while the program writes; false: it has none. */
bool span_reader_copy(const struct span_view *view, unsigned index, struct span_slot *out);

/** How many spans are open; `out` (may be NULL) is one of them. */
unsigned span_reader_count(const struct span_view *view, struct span_slot *out);

/** The ended spans of a label. */
unsigned long span_reader_ended(const struct span_view *view, const char *label);
