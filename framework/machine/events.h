// SPDX-License-Identifier: MIT
#pragma once
// The events of perf_event by their names: those of the table in counter_table.h, and what
// `perf list` calls them.
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/harness/counter_table.h"

struct event {
    char *name; // as in files: that of the table, or the word that asked for it
    uint32_t type;
    uint64_t config;
    uint64_t config1;
    unsigned group;
    enum event_kernel kernel;
};

void event_free(struct event *event);

/** Those of the table (struct event *); g_ptr_array_unref() frees them. */
GPtrArray *events_usual(void);

/**
 * The events of some words (NULL-terminated), each of them a name of the table, a generic event
 * (branch-misses, L1-dcache-load-misses, page-faults), a raw one (r01c2), one of a PMU
 * (cpu/event=0xc2,umask=0x1/, cpu/mem-loads/) or one that the CPU's PMU names. `root` is where sys/
 * is, "" outside of tests. NULL and an error that names the near ones where one is unknown, or
 * where there are more than EVENTS_MOST.
 */
GPtrArray *events_parse(char *const *words, const char *root, GError **error);

/** The value of EVENTS_VARIABLE that asks for them, as `e0`, `e1`, ...; to free. */
char *events_request(const GPtrArray *events);

/**
 * Why events do not count, in sentences for the user with the setting that would permit them, where
 * there is one: `problems` has the errno of each. NULL: all of them count. To free.
 */
char *events_problems(const GPtrArray *events, const int *problems, const char *root);
