// SPDX-License-Identifier: MIT
#pragma once
// The pass `time`: where CPU time goes, from samples of the stack.
#include "framework/profile/perf_events.h"
#include "framework/profile/profile.h"

struct sampler_options {
    unsigned rate_hz;
    unsigned stack_bytes; // copied with each sample
    bool of_waits;        // where threads wait, and for how long, in place of CPU time
};
#define SAMPLER_USUAL ((struct sampler_options){.rate_hz = 997, .stack_bytes = 8192})

struct sampler;

/** Adds to `profile`, which it does not own. */
struct sampler *sampler_new(struct profile *profile, const struct sampler_options *options);
void sampler_free(struct sampler *sampler);

/** Begins to sample a process that runs, and all that it starts. */
bool sampler_attach(struct sampler *sampler, pid_t pid, GError **error);

/** Begins with a process once it calls exec: what it did before is not seen. */
bool sampler_attach_before_exec(struct sampler *sampler, pid_t pid, GError **error);

/** Takes no samples for a while, or takes them again. */
void sampler_pause(struct sampler *sampler, bool is_paused);

/** Waits up to `wait_ms` for something to read, and reads it. */
void sampler_poll(struct sampler *sampler, int wait_ms);

/** Ends sampling, with all that is left to read. */
void sampler_stop(struct sampler *sampler);

/** Samples that were read so far. */
guint sampler_count(const struct sampler *sampler);

/** A stretch of time that counts, in nanoseconds of CLOCK_MONOTONIC_RAW; if none is given, all do.
 */
void sampler_keep(struct sampler *sampler, uint64_t began_ns, uint64_t ended_ns);

/**
 * Adds what was read so far to the profile: the metric `time` (s) and the pass. Returns how many
 * samples count. For stretches of time it is called once, at the end, as sampler_conclude() does.
 */
guint sampler_update(struct sampler *sampler);

/**
 * The same, with notes of what was lost. Of waits it is the metric `wait` (s): what a thread was
 * off its CPU without having been preempted, until it got one again.
 */
guint sampler_conclude(struct sampler *sampler);

/**
 * Measures what a sample costs on this machine, which takes some 0.3 s, and adds what the samples
 * cost in all to the pass. For what cannot be run with and without; after sampler_conclude().
 */
void sampler_add_overhead(struct sampler *sampler);
