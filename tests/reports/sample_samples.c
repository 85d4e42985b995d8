// SPDX-License-Identifier: MIT
#include "tests/reports/sample_samples.h"

#include "framework/harness/counter_table.h"
#include "framework/result/summary.h"
#include "tests/reports/sample_run.h"

enum { PROCESSES = 3, SAMPLES = 2, ITERATIONS = 1000 };

// Around the median that the result has: some 1 % up and down, and one late and disturbed.
static void add_samples(struct result *result)
{
    double median_ns = result->summary.median_ns;
    for (unsigned p = 0; p < PROCESSES; p++) {
        struct process *process = process_new();
        process->seed = 1000 + p;
        process->floor_ns = 0.3;
        process->first_ns = 3 * median_ns;
        for (unsigned s = 0; s < SAMPLES; s++) {
            double ns = median_ns * (1 + 0.01 * (((double)p * SAMPLES + s) - 2.5));
            struct sample sample = {.iterations = ITERATIONS + p,
                                    .elapsed_ns = (uint64_t)(ns * (ITERATIONS + p)),
                                    SAMPLE_UNCOUNTED};
            sample.counts[COUNTER_cycles] = ns * (ITERATIONS + p) * 3;
            g_array_append_val(process->samples, sample);
        }
        g_ptr_array_add(result->processes, process);
    }
    struct process *last = g_ptr_array_index(result->processes, PROCESSES - 1);
    struct sample late = {.iterations = ITERATIONS,
                          .elapsed_ns = (uint64_t)(20 * median_ns * ITERATIONS),
                          .causes = CAUSE_PREEMPTED | CAUSE_STEAL,
                          SAMPLE_UNCOUNTED};
    g_array_append_val(last->samples, late);
    summary_compute(result);
}

static void add_all_samples(const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        if (result->status == STATUS_OK)
            add_samples(result);
    }
}

// The groups that are named, of a run that has more.
static struct run *keep_groups(struct run *run, const char *const *groups)
{
    for (guint i = run->results->len; i-- > 0;) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (!g_strv_contains(groups, result->bench_case->group))
            g_ptr_array_remove_index(run->results, i);
    }
    add_all_samples(run->results);
    return run;
}

struct run *sample_samples_run(void)
{
    static const char *const groups[] = {"sum", "memoize", "broken", NULL};
    struct run *run = keep_groups(sample_run(), groups);
    run->revision.git = g_strdup("0123456789abcdef0123456789abcdef01234567");
    return run;
}

struct run *sample_hostile_samples(void)
{
    static const char *const groups[] = {"hostile", NULL};
    return keep_groups(sample_hostile_run(), groups);
}

struct run *sample_sides(void)
{
    struct run *run = sample_comparison();
    g_free(run->started);
    run->started = g_strdup("2026-01-02T03:04:05Z");
    add_all_samples(run->base);
    add_all_samples(run->results);
    return run;
}
