// SPDX-License-Identifier: MIT
#include "framework/base/json.h"
#include "framework/result/summary.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"

// pyperf refuses a time of zero, and a run without a time.
static void add_run(json_t *runs, const struct process *process, unsigned excluded)
{
    json_t *values = json_array();
    uint64_t loops = 0;
    for (guint i = 0; i < process->samples->len; i++) {
        const struct sample *sample = summary_counted_sample(process, i, excluded);
        if (sample == NULL || sample->elapsed_ns == 0)
            continue;
        loops = MAX(loops, sample->iterations);
        json_array_append_new(values, json_real(sample_ns(sample) / 1e9));
    }
    if (json_array_size(values) == 0) {
        json_decref(values);
        return;
    }
    json_t *run = json_object();
    json_t *metadata = json_object();
    json_put_integer(metadata, "loops", loops);
    json_object_set_new(run, "metadata", metadata);
    json_object_set_new(run, "values", values);
    json_array_append_new(runs, run);
}

// pyperf shows what it does not know as it is; a prefix keeps names apart from those that it knows.
static void put_metrics(json_t *metadata, const struct result *result)
{
    g_autoptr(GHashTable) taken = names_new();
    g_autoptr(GPtrArray) metrics = counted_metrics(result);
    for (guint i = 0; i < metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(metrics, i);
        g_autofree char *full = g_strconcat("metric ", metric->name, NULL);
        g_autofree char *name = name_once(taken, g_strstrip(full));
        json_put_number(metadata, name, metric->value);
    }
}

// It strips spaces from what it reads, and refuses a name twice or none.
static json_t *benchmark_of(const struct result *result, GHashTable *taken)
{
    json_t *benchmark = json_object();
    json_t *runs = json_array();
    json_t *metadata = json_object();
    g_autofree char *id = g_strstrip(g_strdup(result->bench_case->id));
    g_autofree char *name = name_once(taken, *id ? id : "-");
    unsigned excluded = summary_excluded_causes(result);
    for (guint p = 0; p < result->processes->len; p++)
        add_run(runs, g_ptr_array_index(result->processes, p), excluded);
    json_put_text(metadata, "name", name);
    if (result->has_own_time)
        json_put_text(metadata, "timer", "bench_add_time()");
    put_metrics(metadata, result);
    json_object_set_new(benchmark, "metadata", metadata);
    json_object_set_new(benchmark, "runs", runs);
    return benchmark;
}

static json_t *metadata_of(const struct run *run)
{
    json_t *metadata = json_object();
    const struct machine *machine = run->machine;
    g_autoptr(GDateTime) started =
        run->started ? g_date_time_new_from_iso8601(run->started, NULL) : NULL;
    g_autofree char *date = started ? g_date_time_format(started, "%Y-%m-%d %H:%M:%S") : NULL;
    json_put_text(metadata, "unit", "second");
    put_words(metadata, "date", date);
    put_words(metadata, "benchrun_version", run->version);
    if (machine == NULL)
        return metadata;
    put_words(metadata, "hostname", machine->id);
    put_words(metadata, "cpu_model_name", machine->cpu);
    put_words(metadata, "platform", machine->os);
    if (machine->logical_cpus > 0)
        json_put_integer(metadata, "cpu_count", machine->logical_cpus);
    if (machine->load1 >= 0)
        json_put_number(metadata, "load_avg_1min", machine->load1);
    return metadata;
}

bool pyperf_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    g_autoptr(GPtrArray) measured = measured_results(report, false, "pyperf");
    g_autoptr(GHashTable) taken = names_new();
    json_t *benchmarks = json_array();
    for (guint i = 0; i < measured->len; i++) {
        json_t *benchmark = benchmark_of(g_ptr_array_index(measured, i), taken);
        if (json_array_size(json_object_get(benchmark, "runs")) > 0)
            json_array_append_new(benchmarks, benchmark);
        else
            json_decref(benchmark);
    }
    append_json(out, json_pack("{s:s, s:o, s:o}", "version", "1.0", "metadata",
                               metadata_of(report->run), "benchmarks", benchmarks));
    return true;
}
