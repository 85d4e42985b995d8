// SPDX-License-Identifier: MIT
#include "tests/fuzz/seeds_live.h"

#include <glib.h>
#include <string.h>

#include "framework/harness/span_table.h"
#include "framework/live/run_card.h"

enum { SLOTS = 6, LABELS = 3, CASES = 3 };

size_t seed_span_table(uint8_t out[LIVE_SEED_BYTES])
{
    struct file {
        struct span_table table;
        struct span_slot slots[SLOTS];
        struct span_label labels[LABELS];
    } file = {
        .table = {.magic = "benchspn",
                  .version = SPAN_TABLE_VERSION,
                  .header_bytes = offsetof(struct file, slots),
                  .slot_bytes = sizeof(struct span_slot),
                  .n_slots = SLOTS,
                  .label_bytes = sizeof(struct span_label),
                  .n_labels = LABELS,
                  .pid = 7,
                  .is_open = 1,
                  .program = "seed"},
        .labels = {{.text = "fetch", .count = 3, .total_ns = 5000, .max_ns = 3000},
                   {.text = "fetch", .count = 1, .total_ns = 1000, .max_ns = 1000},
                   {.text = "::error::x", .count = 1}},
    };
    for (uint32_t i = 0; i < SLOTS; i++) {
        file.slots[i].number = i;
        file.slots[i].label = i % LABELS;
        file.slots[i].parent = i / 2;
        g_snprintf(file.slots[i].note, sizeof file.slots[i].note, "note \x1b[31m %u", i);
    }
    G_STATIC_ASSERT(sizeof file <= LIVE_SEED_BYTES);
    memcpy(out, &file, sizeof file);
    return sizeof file;
}

size_t seed_run_card(uint8_t out[LIVE_SEED_BYTES])
{
    struct file {
        struct run_card card;
        struct run_case cases[CASES];
        char text[15];
    } file = {
        .card = {.magic = "benchrun",
                 .version = RUN_CARD_VERSION,
                 .header_bytes = offsetof(struct file, cases),
                 .case_bytes = sizeof(struct run_case),
                 .pid = 7,
                 .command = "benchrun run ./suite",
                 .n_cases = CASES,
                 .done = 1,
                 .total = CASES,
                 .left_s = 12,
                 .what = "sum/loop"},
        .cases = {{.id_bytes = 5, .state = RUN_CASE_DONE},
                  {.id_offset = 5, .id_bytes = 5, .state = RUN_CASE_RUNS},
                  {.id_offset = 10, .id_bytes = 5, .request = RUN_CASE_SKIP}},
        .text = "sum/asum/bsum/c",
    };
    G_STATIC_ASSERT(sizeof file <= LIVE_SEED_BYTES);
    memcpy(out, &file, sizeof file);
    return sizeof file;
}
