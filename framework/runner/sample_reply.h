// SPDX-License-Identifier: MIT
#pragma once
// What a worker says of a sample.
#include "framework/result/command_run.h"

struct sample_reply {
    struct sample sample;
    struct command_run run; // where the case is a command
    guint64 began_ns;       // in CLOCK_MONOTONIC_RAW; 0: the worker does not say
    guint64 ended_ns;
    double minor_faults; // NAN: it does not say
    bool is_own_time;    // the time is what the body says
    guint64 stages;      // labels of spans in it and the samples before it; 0: no spans
};

/** Reads the reply to a request for a sample of `iterations`; false if it is not a valid sample. */
bool sample_reply_read(const char *reply, const struct bench_case *bench_case, uint64_t iterations,
                       struct sample_reply *out);
