// SPDX-License-Identifier: MIT
#include "tests/fuzz/seeds.h"

#include <glib/gstdio.h>
#include <string.h>

#include "framework/harness/counter_table.h"
#include "framework/history/store.h"
#include "framework/result/file/run_file.h"
#include "framework/result/summary.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/seeds_live.h"
#include "tests/fuzz/world.h"
#include "tests/reports/hostile_file.h"
#include "tests/reports/sample_parts.h"
#include "tests/reports/sample_run.h"
#include "tests/reports/sample_samples.h"

// Enough processes for an estimate.
enum { PROCESSES = 6, SAMPLES = 4 };

// Counters and first calls, which the samples of sample_measure() lack.
static void count(const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        for (guint p = 0; p < result->processes->len; p++) {
            struct process *process = g_ptr_array_index(result->processes, p);
            process->first_ns = 5000;
            process->floor_ns = 0.25;
            for (guint s = 0; s < process->samples->len; s++) {
                struct sample *sample = &g_array_index(process->samples, struct sample, s);
                sample->cpu_ns = (double)sample->elapsed_ns * 0.9;
                sample->counts[COUNTER_cycles] = (double)sample->elapsed_ns * 3;
            }
        }
    }
}

static char *format(struct run *run)
{
    g_autoptr(Run) own = run;
    hostile_fill(own);
    count(own->results);
    count(own->base);
    return run_format(own);
}

static struct run *make_alternatives(void)
{
    static const int64_t args[] = {16, 64, 256, 1024};
    struct run *run = sample_empty_run();
    for (size_t i = 0; i < G_N_ELEMENTS(args); i++) {
        struct result *loop = sample_argument_case(run, "sum", "loop", args[i]);
        struct result *simd = sample_argument_case(run, "sum", "simd", args[i]);
        loop->bench_case->is_baseline = true;
        simd->bench_case->min_speedup = 2;
        sample_times(loop, (double)args[i], 0.01);
        sample_times(simd, (double)args[i] / 3, 0.01);
        sample_bytes(simd, 4096);
        sample_compare(run, simd, loop, VERDICT_FASTER);
    }
    sample_measure(run, PROCESSES, SAMPLES);
    result_refuse(sample_case(run, "sum", "broken"), STATUS_CRASHED, "ended by SIGSEGV\nbye");
    return run;
}

static struct run *make_sides(void)
{
    struct run *run = sample_comparison();
    sample_measure(run, PROCESSES, SAMPLES);
    return run;
}

static struct run *make_tested(void)
{
    struct run *run = sample_tested();
    g_ptr_array_set_size(run->results, 9);
    return run;
}

// Imported results are compared as such.
static struct run *make_unpaired(void)
{
    struct run *run = make_alternatives();
    for (guint i = 0; i < run->results->len; i++)
        ((struct result *)g_ptr_array_index(run->results, i))->is_imported = true;
    return run;
}

static const char gbench[] =
    "{\"context\": {\"date\": \"2024-05-06T07:08:09+02:00\", \"executable\": \"./b\","
    " \"num_cpus\": 4, \"mhz_per_cpu\": 3000, \"caches\": [{\"type\": \"Data\", \"level\": 1,"
    " \"size\": 32768, \"num_sharing\": 2}], \"load_avg\": [0.5]}, \"benchmarks\": ["
    "{\"name\": \"BM_a/n:64/threads:2\", \"run_type\": \"iteration\", \"iterations\": 1000,"
    " \"real_time\": 1.5e2, \"cpu_time\": 140, \"time_unit\": \"us\", \"hits\": 0.5,"
    " \"bytes_per_second\": 4e9, \"items_per_second\": 1e6, \"threads\": 2},"
    "{\"name\": \"BM_a_mean\", \"run_type\": \"aggregate\", \"real_time\": 1},"
    "{\"name\": \"BM_b\", \"error_occurred\": true, \"error_message\": \"no\"}]}";

static const char hyperfine[] =
    "{\"results\": [{\"command\": \"sleep 1\", \"mean\": 1.1, \"times\": [1.0, 1.25, 0.000001],"
    " \"exit_codes\": [0, 0, 0], \"parameters\": {\"n\": \"1\"}}, {\"command\": \"sleep 2\","
    " \"times\": [2.0, 2.25, 2, 2.5, 2.1, 2.2]}]}";

char *seed_file(unsigned index)
{
    switch (index % SEEDS) {
    case 0:
        return format(make_alternatives());
    case 1:
        return format(make_sides());
    case 2:
        return format(make_tested());
    case 3:
        return format(make_unpaired());
    case 4:
        return g_strdup(gbench);
    case 5:
        return g_strdup(hyperfine);
    default:
        return format(sample_samples_run());
    }
}

// Of those made of structures.
static const struct {
    const char *target;
    size_t (*make)(uint8_t out[SEED_BYTES]);
} makers[] = {
    {"span_table", seed_span_table}, {"run_card", seed_run_card}, {"watch", seed_watch},
    {"paths", seed_paths},           {"perf", seed_perf},
};

// The file of a history that has a run.
static char *seed_history(gsize *size)
{
    struct history_added added = {0};
    char *bytes = NULL;
    g_autoptr(Run) run = make_sides();
    g_autofree char *path = g_build_filename(world_folder(), "seed.db", NULL);
    struct history *history = history_open(path, HISTORY_WRITES, NULL);
    insist(history != NULL && history_add(history, run, &added, NULL), "a history can be made");
    history_close(history);
    insist(g_file_get_contents(path, &bytes, size, NULL), "a history can be read");
    g_unlink(path);
    return bytes;
}

static void take_history(void (*take)(void *data, const uint8_t *bytes, size_t size), void *data)
{
    gsize size = 0;
    g_autofree char *bytes = seed_history(&size);
    take(data, (const uint8_t *)bytes, size);
}

void seeds_of_target(const char *target,
                     void (*take)(void *data, const uint8_t *bytes, size_t size), void *data)
{
    uint8_t bytes[SEED_BYTES];
    for (size_t i = 0; i < G_N_ELEMENTS(makers); i++)
        if (strcmp(makers[i].target, target) == 0)
            take(data, bytes, makers[i].make(bytes));
    if (strcmp(target, "history") == 0)
        take_history(take, data);
    for (unsigned i = 0; i < SEEDS && strcmp(target, "reports") == 0; i++) {
        g_autofree char *text = seed_file(i);
        take(data, (const uint8_t *)text, strlen(text));
    }
}
