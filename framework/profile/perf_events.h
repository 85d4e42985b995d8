// SPDX-License-Identifier: MIT
#pragma once
// Samples of what threads run, taken by the kernel on the CPU clock: where, when, and a copy of the
// user's registers and of the top of the stack. perf_event_open(2).
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "framework/profile/perf_records.h"

#define PERF_EVENTS_ERROR (perf_events_error_quark())
GQuark perf_events_error_quark(void);
enum perf_events_error {
    PERF_EVENTS_ERROR_REFUSED, // by the kernel or a container; the message has the setting
    PERF_EVENTS_ERROR_GONE,    // there is no such process any more
    PERF_EVENTS_ERROR_OTHER,
};

struct perf_options {
    unsigned rate_hz;
    unsigned stack_bytes;  // of each sample, up to 32 KiB
    bool starts_with_exec; // samples only what runs after the process called exec
    bool of_switches; // samples where a thread leaves its CPU, in place of the clock; needs the
                      // right to see the kernel
};

struct perf_events;

/**
 * Begins to sample all threads of a process, and all that they start from now on. NULL and an error
 * where it may not.
 */
struct perf_events *perf_events_open(pid_t pid, const struct perf_options *options, GError **error);
void perf_events_close(struct perf_events *events);

/** Takes samples, or takes none until it is asked again. */
void perf_events_enable(struct perf_events *events, bool is_enabled);

/** Whether the kernel's part of the work is sampled, too. */
bool perf_events_sees_kernel(const struct perf_events *events);

/** Descriptors that are readable when there is something to read (POLLIN); -1 ends them. */
const int *perf_events_fds(const struct perf_events *events);

/** Hands everything that happened to the listener. Samples of several CPUs are not in order. */
void perf_events_read(struct perf_events *events, const struct perf_listener *listener);
