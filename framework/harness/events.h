// SPDX-License-Identifier: MIT
#pragma once
// Events of the kernel's perf_event that the host asks for by an environment variable: those of the
// pass `counters`. Of this thread; a group of them counts together, and groups that do not fit into
// the CPU at once take turns.
#include <stdbool.h>
#include <stdint.h>

#include "framework/harness/counter_table.h"

struct event_count {
    uint64_t count;
    uint64_t enabled_ns; // since it was opened
    uint64_t running_ns; // of that, when it was counting
};

struct event_counts {
    struct event_count of[EVENTS_MOST];
};

/** Opens what the environment asks for, once; false if it asks for nothing. */
bool events_open(void);

/** How many were asked for. */
unsigned events_n(void);

/** Of an event, below events_n(): its name, and why it does not count (errno; 0: it does). */
const char *events_name(unsigned event);
int events_problem(unsigned event);

/** Reads those that count; the others stay 0. */
void events_read(struct event_counts *out);
