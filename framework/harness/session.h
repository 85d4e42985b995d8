// SPDX-License-Identifier: MIT
#pragma once
// One open case in this worker: its fixture, its loop, and what its body reported.
#include "framework/harness/counters.h"
#include "framework/harness/disturbance.h"
#include "framework/harness/events.h"
#include "framework/harness/histogram.h"
#include "framework/harness/meeting.h"
#include "framework/harness/protocol.h"
#include "framework/harness/registry.h"
#include "framework/harness/requests.h"

enum loop_state { LOOP_NOT_ENTERED, LOOP_RUNNING, LOOP_DONE, LOOP_ENTERED_AGAIN };
enum outcome { OUTCOME_OK, OUTCOME_SKIPPED, OUTCOME_FAILED };

struct metric {
    char name[64];
    char unit[32];
    double value;
};

// What a sample of one whole command took, as the kernel says of its process.
struct command_run {
    bool is_known; // the body runs a command
    uint64_t user_ns;
    uint64_t system_ns;
    uint64_t peak_bytes;
    unsigned exit_code; // as a shell has it: 128 and the signal that ended it
};

struct session {
    struct bench bench; // first: the public pointer is this one's
    const struct bench_def *def;
    void *fixture;
    bool is_open;

    // The sample in progress.
    enum loop_state loop;
    bool is_batched;
    unsigned long wanted;    // iterations of the sample
    unsigned long completed; // of them, in finished batches
    unsigned long batch;     // iterations of the running batch
    uint64_t started_ns;     // of the running batch
    uint64_t elapsed_ns;     // of all batches
    uint64_t began_ns;       // of the first batch; 0: none has ended
    uint64_t ended_ns;       // of the last one
    struct disturbance before;
    struct disturbance disturbance;
    struct counts counts_before;
    struct counts counts;
    bool has_counts;
    struct event_counts events_before;
    struct event_counts events; // of all batches

    unsigned threads;        // that run the body at once
    unsigned thread;         // the number of this one, from 0
    struct meeting *meeting; // before the loop; NULL: it is alone
    struct meeting *parting; // after it

    struct requests *requests;   // of the sample in progress; NULL: its body has a loop
    unsigned concurrency;        // of requests that may be out at once
    uint64_t errors;             // requests of the last sample that failed
    struct histogram *histogram; // takes the time of each iteration; NULL: they are timed together

    // What the body said.
    double own_ns; // of the sample; NAN: the clock counts
    const void *cold_region;
    size_t cold_bytes;
    enum outcome outcome;
    char why[1024];
    double bytes; // per iteration; 0 if not reported
    double items;
    struct metric metrics[PROTOCOL_MAX_METRICS];
    unsigned n_metrics;
    bool wants_outputs;             // bench_output*() writes to the host
    struct command_run command_run; // of the last sample
};

/** Opens a case: asks `.skip_unless`, makes the fixture, starts threads. The outcome says whether
 * it is open. */
void session_open(struct session *session, const struct registered_case *registered);

// What session_run() does in each thread.
void session_begin(struct session *session);
void session_call(struct session *session, unsigned long iterations);

/** Calls the body once for a sample of `iterations`, at least 1; the outcome says how it went. */
void session_run(struct session *session, unsigned long iterations);

/** Calls the body once for each of `iterations`, whose times go into the histogram. */
void session_run_each(struct session *session, unsigned long iterations,
                      struct histogram *histogram);

/** Takes the fixture down; harmless when nothing is open. */
void session_close(struct session *session);
