// SPDX-License-Identifier: MIT
#pragma once
// Programs that have spans, as they show themselves: read from outside, without asking them.
#include "framework/harness/span_table.h"
#include "framework/live/live_files.h"

/** An open span. */
struct open_span {
    uint64_t number;
    uint64_t parent;   // 0: none
    uint64_t began_ns; // of CLOCK_MONOTONIC
    double age_s;
    int32_t tid;
    bool is_cancelled;
    char label[SPAN_LABEL_BYTES]; // any text
    char note[SPAN_NOTE_BYTES];
    uint32_t slot; // for those who cancel it
};

/** What the ended spans of a label took. */
struct span_total {
    char label[SPAN_LABEL_BYTES];
    uint64_t count;
    double total_s, max_s;
};

struct span_program {
    char *path; // of its file
    struct process_identity identity;
    char program[SPAN_PROGRAM_BYTES];
    uint64_t left_out;
    GArray *spans;    // struct open_span, the oldest first
    GArray *totals;   // struct span_total, by label
    unsigned changed; // spans that were being changed whenever they were read
};

void span_program_free(struct span_program *program);
typedef struct span_program SpanProgram;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SpanProgram, span_program_free)

extern const struct live_kind span_programs_kind;

/** Reads all that a program shows; NULL and an error where that makes no sense. */
struct span_program *span_program_read(const struct live_file *file, GError **error);

/** What became of a request to cancel. */
enum span_cancelling {
    SPAN_ASKED,      // and who polls its descriptor was woken up
    SPAN_IS_ENDED,   // meanwhile
    SPAN_NO_PROGRAM, // it has ended
};

/** Asks a span of a program to end. A later span in its place is not meant. */
enum span_cancelling span_program_cancel(const struct span_program *program,
                                         const struct open_span *span);
