// SPDX-License-Identifier: MIT
#pragma once
// What the kernel writes about the threads that are sampled, record by record.
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** A sample; what it points to is valid until the callback returns. */
struct perf_sample {
    pid_t pid, tid;
    uint64_t time_ns; // CLOCK_MONOTONIC_RAW
    uint64_t cpu_ns;  // CPU time that it stands for
    bool has_registers;
    const uint64_t *registers; // of the user's code, in the order of perf_registers
    const uint8_t *stack;      // from the stack pointer upwards
    size_t stack_bytes;
    bool is_stack_full;     // there was more of the stack than was asked for
    const uint64_t *kernel; // addresses in the kernel, innermost first
    size_t n_kernel;
};

/** Code that a process mapped. */
struct perf_mapping {
    pid_t pid;
    uint64_t start, end;
    uint64_t offset; // in the file
    const char *path;
};

/** A thread leaves its CPU or gets one. */
struct perf_switch {
    pid_t tid;
    uint64_t time_ns; // CLOCK_MONOTONIC_RAW
    bool is_out;
    bool is_preempted; // it would have gone on: another was put in its place
};

/** Who hears of what happened, in order of time for each CPU; NULL: nobody asks. */
struct perf_listener {
    void (*sample)(void *data, const struct perf_sample *sample);
    void (*mapping)(void *data, const struct perf_mapping *mapping);
    void (*exec)(void *data, pid_t pid);               // its mappings are gone
    void (*fork)(void *data, pid_t pid, pid_t parent); // a process, not a thread
    void (*lost)(void *data, uint64_t samples);
    // A thread leaves its CPU, where `is_out`, or gets one.
    void (*switched)(void *data, const struct perf_switch *change);
    void *data;
};

/** What a sample holds, for perf_event_open(2); perf_record_hear() reads just that. */
enum {
    PERF_RECORD_SAMPLES = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_PERIOD |
                          PERF_SAMPLE_CALLCHAIN | PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER
};

/** Hands a record to the listener, its header included; skips what it does not know. */
void perf_record_hear(const struct perf_listener *listener, const uint8_t *record, size_t bytes);
