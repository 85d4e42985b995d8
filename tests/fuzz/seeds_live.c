// SPDX-License-Identifier: MIT
#include "tests/fuzz/seeds_live.h"

#include <glib.h>
#include <string.h>

#include "framework/harness/preload/path_file.h"
#include "framework/harness/preload/watch_file.h"
#include "framework/harness/span_table.h"
#include "framework/live/run_card.h"
#include "framework/profile/perf_records.h"
#include "framework/profile/perf_registers.h"

enum { SLOTS = 6, LABELS = 3, CASES = 3 };

size_t seed_span_table(uint8_t out[SEED_BYTES])
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
    G_STATIC_ASSERT(sizeof file <= SEED_BYTES);
    memcpy(out, &file, sizeof file);
    return sizeof file;
}

size_t seed_run_card(uint8_t out[SEED_BYTES])
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
    G_STATIC_ASSERT(sizeof file <= SEED_BYTES);
    memcpy(out, &file, sizeof file);
    return sizeof file;
}

// What follows the number of slots in the head of the file.
size_t seed_watch(uint8_t out[SEED_BYTES])
{
    const size_t begin = offsetof(struct watch_head, n_used);
    struct file {
        struct watch_head head;
        struct watch_slot slots[2];
    } file = {
        .head = {.n_used = 2, .n_programs = 1, .n_lost = 3},
        .slots = {{.owner = UINT64_C(7) << 32 | 8,
                   .busy_ns = 5000,
                   .n_polls = 10,
                   .n_stalls = 2,
                   .stalls = {{1000, 900000}, {1000000, 5000000}}},
                  {.owner = UINT64_C(7) << 32 | 9, .n_stalls = 20, .has_ended = 1}},
    };
    G_STATIC_ASSERT(sizeof file <= SEED_BYTES);
    memcpy(out, (const uint8_t *)&file + begin, sizeof file - begin);
    return sizeof file - begin;
}

size_t seed_paths(uint8_t out[SEED_BYTES])
{
    static const char maps[] = "401000-402000 r-xp 00001000 08:01 1234   /nowhere/program\n"
                               "7ffc000-7ffd000 r-xp 00000000 00:00 0   [vdso]\n";
    struct file {
        struct path_head head;
        struct path_node nodes[3];
    } file = {
        .head = {.magic = PATHS_MAGIC,
                 .n_nodes = 3,
                 .live_bytes = 40,
                 .peak_bytes = 100,
                 .peaks = 5,
                 .n_lost = 1},
        .nodes = {{.n_calls = 1, .bytes = 8},
                  {.address = 0x401010, .n_calls = 2, .bytes = 64, .live_bytes = 40, .peaks = 5},
                  {.address = 0x7ffc100, .parent = 1, .n_calls = 1, .bytes = 32, .at_peak = 32}},
    };
    G_STATIC_ASSERT(sizeof maps + sizeof file <= SEED_BYTES);
    memcpy(out, maps, sizeof maps);
    memcpy(out + sizeof maps, &file, sizeof file);
    return sizeof maps + sizeof file;
}

static void put(uint8_t **at, const void *bytes, size_t size)
{
    memcpy(*at, bytes, size);
    *at += size;
}

static void put_number(uint8_t **at, uint64_t number)
{
    put(at, &number, sizeof number);
}

// The records begin with their type and end with their size, which is known then.
static void end_record(uint8_t *begin, uint8_t *at, uint32_t type)
{
    const struct perf_event_header header = {.type = type, .size = (uint16_t)(at - begin)};
    memcpy(begin, &header, sizeof header);
}

static void put_mapping(uint8_t **at)
{
    static const uint32_t process[] = {7, 7};
    static const uint8_t of_file[32];
    static const char path[8] = "[vdso]";
    uint8_t *begin = *at;
    *at += sizeof(struct perf_event_header);
    put(at, process, sizeof process);
    put_number(at, 0x1000);
    put_number(at, 0x2000);
    put_number(at, 0);
    put(at, of_file, sizeof of_file);
    put(at, path, sizeof path);
    end_record(begin, *at, PERF_RECORD_MMAP2);
}

static void put_sample(uint8_t **at)
{
    static const uint32_t thread[] = {7, 8};
    enum { STACK_BYTES = 64 };
    unsigned pc = 0, sp = 0;
    unsigned n = perf_registers(&pc, &sp);
    uint8_t *begin = *at;
    *at += sizeof(struct perf_event_header);
    put(at, thread, sizeof thread);
    put_number(at, 5000);
    put_number(at, 1000000);
    put_number(at, 1); // address of the kernel
    put_number(at, 0xffffffff81000010);
    put_number(at, PERF_SAMPLE_REGS_ABI_64);
    for (unsigned i = 0; i < n; i++)
        put_number(at, i == pc ? 0x1a00 : 0x7fff0000);
    put_number(at, STACK_BYTES);
    for (unsigned i = 0; i < STACK_BYTES / sizeof(uint64_t); i++)
        put_number(at, 0x1a10 + i);
    put_number(at, STACK_BYTES);
    end_record(begin, *at, PERF_RECORD_SAMPLE);
}

size_t seed_perf(uint8_t out[SEED_BYTES])
{
    uint8_t *at = out;
    put_mapping(&at);
    put_sample(&at);
    return (size_t)(at - out);
}
