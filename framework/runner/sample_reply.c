// SPDX-License-Identifier: MIT
#include "framework/runner/sample_reply.h"

#include "framework/harness/counter_table.h"
#include "framework/result/file/ranges.h"
#include "framework/runner/reply.h"

// NAN where it is absent or no count.
static double read_count(const char *reply, const char *key)
{
    double count = reply_number(reply, key, NAN);
    return count >= 0 ? count : NAN;
}

// Whether others took enough of the sample to be felt. The kernel's own work takes some
// microseconds now and then, which a sample of milliseconds hardly ever escapes; where its CPU time
// shows that it lost next to nothing, it counts. What reading the CPU time costs itself is below
// that share.
static bool is_preemption_felt(const struct sample *sample)
{
    const double long_ns = 2e6;
    const double felt_share = 1e-3;
    double elapsed_ns = (double)sample->elapsed_ns;
    double lost_ns = elapsed_ns - sample->cpu_ns; // NAN where the CPU time is unknown
    return !(elapsed_ns >= long_ns && lost_ns <= felt_share * elapsed_ns);
}

// Whether the CPU time of a preempted sample is what it would have taken by itself: the body never
// waited for anything, so that all the rest of the time was others'. Of short samples there are
// others enough, without what reading the CPU time adds (1 us). Nor does it replace what the body
// says, or the time that a rate prescribes.
static bool is_computing(const struct sample *sample, const struct bench_case *bench_case,
                         const char *reply)
{
    const double long_ns = 1e6;
    guint64 waited = 0, own = 0;
    bool is_own_time = reply_integer(reply, "own_time", &own) && own > 0;
    return !is_own_time && !bench_case->has_rate && !bench_case->uses_all_cpus &&
           reply_integer(reply, "waited", &waited) && waited == 0 &&
           (sample->cpu_ns >= long_ns || (sample->iterations == 1 && sample->cpu_ns > 0));
}

static void read_causes(const char *reply, const struct bench_case *bench_case, struct sample *out)
{
    guint64 flag = 0;
    bool is_command = bench_case->command != NULL; // the worker waits while it runs elsewhere
    if (!is_command && reply_integer(reply, "preempted", &flag) && flag > 0 &&
        is_preemption_felt(out))
        out->causes |= is_computing(out, bench_case, reply) ? CAUSE_PAUSED : CAUSE_PREEMPTED;
    if (!is_command && reply_integer(reply, "migrated", &flag) && flag > 0)
        out->causes |= CAUSE_MIGRATED;
    if (reply_integer(reply, "major_faults", &flag) && flag > 0)
        out->causes |= CAUSE_MAJOR_FAULT;
}

static bool read_run(const char *reply, struct command_run *out)
{
    bool is_whole = true;
    for (size_t i = 0; i < COMMAND_FIELDS && is_whole; i++) {
        double *value = command_run_field(out, &command_fields[i]);
        *value = read_count(reply, command_fields[i].key);
        is_whole = isfinite(*value);
    }
    return is_whole;
}

bool sample_reply_read(const char *reply, const struct bench_case *bench_case, uint64_t iterations,
                       struct sample_reply *out)
{
    guint64 told = 0;
    guint64 elapsed_ns = 0;
    guint64 flag = 0;
    if (!reply_integer(reply, "iterations", &told) || told != iterations ||
        !reply_integer(reply, "elapsed_ns", &elapsed_ns) ||
        elapsed_ns > (guint64)range_time_ns.most)
        return false;
    *out = (struct sample_reply){.sample = {.iterations = told, .elapsed_ns = elapsed_ns}};
    if (!reply_integer(reply, "began_ns", &out->began_ns) ||
        !reply_integer(reply, "ended_ns", &out->ended_ns))
        out->began_ns = out->ended_ns = 0;
    out->is_own_time = reply_integer(reply, "own_time", &flag) && flag > 0;
    if (!reply_integer(reply, "spans", &out->stages))
        out->stages = 0;
    out->minor_faults = read_count(reply, "minor_faults");
    out->sample.cpu_ns = read_count(reply, "cpu_ns");
    read_causes(reply, bench_case, &out->sample);
    bool is_command = bench_case->command != NULL;
    if (is_command && !read_run(reply, &out->run))
        return false;
    // The counters are those of one thread, which says little of a body that has several.
    for (unsigned i = 0; i < COUNTERS; i++)
        out->sample.counts[i] =
            bench_case->uses_all_cpus || is_command ? NAN : read_count(reply, metric_kinds[i].name);
    return true;
}
