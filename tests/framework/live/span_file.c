// SPDX-License-Identifier: MIT
#include "tests/framework/live/span_file.h"

#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "framework/live/process.h"

void span_file_init(struct span_file *file)
{
    struct process_identity own = process_identity();
    memset(file, 0, sizeof *file);
    file->table = (struct span_table){
        .magic = "benchspn",
        .version = SPAN_TABLE_VERSION,
        .header_bytes = offsetof(struct span_file, slots),
        .slot_bytes = sizeof(struct span_slot),
        .n_slots = SPAN_FILE_SLOTS,
        .label_bytes = sizeof(struct span_label),
        .n_labels = SPAN_FILE_LABELS,
        .pid = own.pid,
        .is_open = 1,
        .started_ticks = own.started_ticks,
        .pid_namespace = own.pid_namespace,
        .program = "tester",
    };
    strcpy(file->labels[0].text, "fetch");
    strcpy(file->labels[1].text, "upload");
    strcpy(file->labels[2].text, "fetch");
}

void span_file_begin(struct span_file *file, unsigned slot, uint64_t number, uint32_t label,
                     const char *note)
{
    struct span_slot *at = &file->slots[slot];
    at->number = number;
    at->label = label;
    at->began_ns = 1000 * number;
    at->tid = 42;
    at->cancel_fd = -1;
    g_strlcpy(at->note, note, sizeof at->note);
}
