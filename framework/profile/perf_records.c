// SPDX-License-Identifier: MIT
#include "framework/profile/perf_records.h"

#include <glib.h>
#include <string.h>

#include "framework/profile/perf_registers.h"

// A reader of numbers that stays within a record.
struct cursor {
    const uint8_t *at, *end;
};

static const uint8_t *take(struct cursor *cursor, size_t bytes)
{
    const uint8_t *at = cursor->at;
    if ((size_t)(cursor->end - at) < bytes)
        return NULL;
    cursor->at += bytes;
    return at;
}

static uint64_t take_u64(struct cursor *cursor)
{
    uint64_t value = 0;
    const uint8_t *at = take(cursor, sizeof value);
    if (at != NULL)
        memcpy(&value, at, sizeof value);
    return value;
}

static uint32_t take_u32(struct cursor *cursor)
{
    uint32_t value = 0;
    const uint8_t *at = take(cursor, sizeof value);
    if (at != NULL)
        memcpy(&value, at, sizeof value);
    return value;
}

// Addresses in the kernel alone; what separates them is as large as no address is.
static void take_callchain(struct cursor *cursor, struct perf_sample *sample)
{
    uint64_t n = take_u64(cursor);
    if (n > (size_t)(cursor->end - cursor->at) / sizeof(uint64_t))
        return;
    sample->kernel = (const void *)take(cursor, n * sizeof(uint64_t));
    sample->n_kernel = n;
}

static void take_stack(struct cursor *cursor, struct perf_sample *sample)
{
    uint64_t asked = take_u64(cursor);
    if (asked == 0)
        return;
    sample->stack = take(cursor, asked);
    uint64_t there = take_u64(cursor);
    sample->stack_bytes = sample->stack != NULL ? MIN(asked, there) : 0;
    sample->is_stack_full = there >= asked;
}

// The order is that of perf_event_open(2).
static void hear_sample(const struct perf_listener *listener, struct cursor *cursor)
{
    unsigned pc = 0;
    unsigned sp = 0;
    struct perf_sample sample = {0};
    sample.pid = (pid_t)take_u32(cursor);
    sample.tid = (pid_t)take_u32(cursor);
    sample.time_ns = take_u64(cursor);
    sample.cpu_ns = take_u64(cursor);
    take_callchain(cursor, &sample);
    sample.has_registers = take_u64(cursor) == PERF_SAMPLE_REGS_ABI_64;
    if (sample.has_registers)
        sample.registers = (const void *)take(cursor, perf_registers(&pc, &sp) * sizeof(uint64_t));
    take_stack(cursor, &sample);
    sample.has_registers = sample.registers != NULL;
    if (listener->sample != NULL)
        listener->sample(listener->data, &sample);
}

static void hear_mapping(const struct perf_listener *listener, struct cursor *cursor)
{
    struct perf_mapping mapping = {0};
    mapping.pid = (pid_t)take_u32(cursor);
    take_u32(cursor); // the thread
    mapping.start = take_u64(cursor);
    mapping.end = mapping.start + take_u64(cursor);
    mapping.offset = take_u64(cursor);
    take(cursor, 24); // device, inode, generation
    take(cursor, 8);  // protection, flags
    mapping.path = (const char *)cursor->at;
    if (listener->mapping != NULL &&
        memchr(cursor->at, '\0', (size_t)(cursor->end - cursor->at)) != NULL)
        listener->mapping(listener->data, &mapping);
}

static void hear_fork(const struct perf_listener *listener, struct cursor *cursor)
{
    pid_t pid = (pid_t)take_u32(cursor);
    pid_t parent = (pid_t)take_u32(cursor);
    if (listener->fork != NULL && pid != parent)
        listener->fork(listener->data, pid, parent);
}

// Nothing but what follows every record: of whom, and when.
static void hear_switch(const struct perf_listener *listener, unsigned misc, struct cursor *cursor)
{
    struct perf_switch change = {
        .is_out = (misc & PERF_RECORD_MISC_SWITCH_OUT) != 0,
        .is_preempted = (misc & PERF_RECORD_MISC_SWITCH_OUT_PREEMPT) != 0,
    };
    take_u32(cursor); // the process
    change.tid = (pid_t)take_u32(cursor);
    change.time_ns = take_u64(cursor);
    if (listener->switched != NULL)
        listener->switched(listener->data, &change);
}

void perf_record_hear(const struct perf_listener *listener, const uint8_t *record, size_t bytes)
{
    struct perf_event_header header;
    struct cursor cursor = {record, record + bytes};
    const uint8_t *head = take(&cursor, sizeof header);
    if (head == NULL)
        return;
    memcpy(&header, head, sizeof header);
    switch (header.type) {
    case PERF_RECORD_SAMPLE:
        hear_sample(listener, &cursor);
        break;
    case PERF_RECORD_MMAP2:
        hear_mapping(listener, &cursor);
        break;
    case PERF_RECORD_FORK:
        hear_fork(listener, &cursor);
        break;
    case PERF_RECORD_COMM:
        if (listener->exec != NULL && (header.misc & PERF_RECORD_MISC_COMM_EXEC) != 0)
            listener->exec(listener->data, (pid_t)take_u32(&cursor));
        break;
    case PERF_RECORD_SWITCH:
        hear_switch(listener, header.misc, &cursor);
        break;
    case PERF_RECORD_LOST:
        take_u64(&cursor); // of which event
        if (listener->lost != NULL)
            listener->lost(listener->data, take_u64(&cursor));
        break;
    default:
        break;
    }
}
