// SPDX-License-Identifier: MIT
#pragma once
// A table of spans as a program writes it, of this process, in memory: tests change what they like.
#include <stddef.h>

#include "framework/harness/span_table.h"

enum { SPAN_FILE_SLOTS = 200, SPAN_FILE_LABELS = 4 };

struct span_file {
    struct span_table table;
    struct span_slot slots[SPAN_FILE_SLOTS];
    struct span_label labels[SPAN_FILE_LABELS];
};

/** No span is open; the labels are `fetch`, `upload`, `fetch` (of another thread) and none. */
void span_file_init(struct span_file *file);

/** Opens a span in a slot. */
void span_file_begin(struct span_file *file, unsigned slot, uint64_t number, uint32_t label,
                     const char *note);
