// SPDX-License-Identifier: MIT
// Results as JSON: docs/result-file.md.
#include <string.h>

#include "framework/harness/counter_table.h"
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"
#include "framework/result/summary.h"

G_DEFINE_QUARK(benchrun - result - error, result_error)

static void put_case(json_t *object, const struct bench_case *bench_case)
{
    json_put_text(object, "id", bench_case->id);
    json_put_text(object, "suite", bench_case->suite);
    json_put_text(object, "group", bench_case->group);
    json_put_text(object, "name", bench_case->name);
    json_put_text(object, "symbol", bench_case->symbol);
    if (bench_case->has_empty_loop)
        json_put_bool(object, "empty_loop", true);
    if (bench_case->has_arg)
        json_object_set_new(object, "arg", json_integer(bench_case->arg));
    json_put_text(object, "arg_name", bench_case->arg_name);
    json_put_text(object, "variant", bench_case->variant);
    json_put_integer(object, "threads", bench_case->threads);
    if (bench_case->has_threads)
        json_put_bool(object, "has_threads", true);
    json_put_bool(object, "baseline", bench_case->is_baseline);
    if (bench_case->is_input)
        json_put_bool(object, "compares", false);
    if (bench_case->min_speedup > 0)
        json_put_number(object, "min_speedup", bench_case->min_speedup);
    if (bench_case->uses_all_cpus)
        json_put_bool(object, "all_cpus", true);
    if (bench_case->has_latency)
        json_put_bool(object, "latency", true);
    if (bench_case->has_cold)
        json_put_bool(object, "cold", true);
    json_put_text(object, "tags", bench_case->tags);
    json_put_text(object, "file", bench_case->file);
    json_put_integer(object, "line", bench_case->line);
    command_to_json(object, bench_case);
}

static struct bench_case *get_case(struct json_reader *reader, const json_t *object)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->id = json_get_name(reader, object, "id");
    bench_case->suite = json_get_name(reader, object, "suite");
    bench_case->group = json_get_name(reader, object, "group");
    bench_case->name = json_get_name(reader, object, "name");
    bench_case->symbol = json_get_name(reader, object, "symbol");
    bench_case->has_empty_loop = json_get_bool(reader, object, "empty_loop");
    bench_case->has_arg = json_object_get(object, "arg") != NULL;
    bench_case->arg = json_get_signed(reader, object, "arg", &range_integer, 0);
    bench_case->arg_name = json_get_name(reader, object, "arg_name");
    bench_case->variant = json_get_name(reader, object, "variant");
    bench_case->threads =
        MAX(1, (unsigned)json_get_integer(reader, object, "threads", &range_threads));
    bench_case->has_threads = json_get_bool(reader, object, "has_threads");
    bench_case->is_baseline = json_get_bool(reader, object, "baseline");
    bench_case->is_input =
        json_object_get(object, "compares") != NULL && !json_get_bool(reader, object, "compares");
    bench_case->min_speedup = json_get_number(reader, object, "min_speedup", &range_amount, 0);
    bench_case->uses_all_cpus = json_get_bool(reader, object, "all_cpus");
    bench_case->has_latency = json_get_bool(reader, object, "latency");
    bench_case->has_cold = json_get_bool(reader, object, "cold");
    bench_case->tags = json_get_name(reader, object, "tags");
    bench_case->file = json_get_name(reader, object, "file");
    bench_case->line = (unsigned)json_get_integer(reader, object, "line", &range_unsigned);
    command_from_json(reader, object, bench_case);
    if (bench_case->id == NULL || bench_case->group == NULL || bench_case->name == NULL)
        json_complain(reader, "a result has no 'id', 'group' or 'name'");
    if (bench_case->suite == NULL)
        bench_case->suite = g_strdup("");
    return bench_case;
}

// `causes` names the disturbed samples by index: {"preempted": [3, 17]}.
static json_t *causes_to_json(const struct process *process)
{
    json_t *causes = json_object();
    for (unsigned bit = 0; bit < CAUSES; bit++) {
        json_t *indices = json_array();
        for (guint i = 0; i < process->samples->len; i++)
            if (g_array_index(process->samples, struct sample, i).causes & 1u << bit)
                json_array_append_new(indices, json_integer(i));
        if (json_array_size(indices) > 0)
            json_object_set_new(causes, cause_word((enum cause)(1u << bit)), indices);
        else
            json_decref(indices);
    }
    return causes;
}

// A count per iteration for each sample; left out where one sample lacks it.
static void put_counts(json_t *object, const char *name, const GArray *samples, size_t offset)
{
    g_autofree char *key = g_strconcat("samples_", name, NULL);
    json_t *counts = json_array();
    for (guint i = 0; i < samples->len; i++) {
        const struct sample *sample = &g_array_index(samples, struct sample, i);
        double count = G_STRUCT_MEMBER(double, sample, offset);
        if (!isfinite(count))
            break;
        json_array_append_new(counts, json_number_or_null(count / (double)sample->iterations));
    }
    if (samples->len > 0 && json_array_size(counts) == samples->len)
        json_object_set_new(object, key, counts);
    else
        json_decref(counts);
}

static void put_samples(json_t *object, const struct process *process)
{
    json_t *times = json_array();
    json_t *iterations = json_array();
    json_t *disturbed = json_array();
    for (guint i = 0; i < process->samples->len; i++) {
        const struct sample *sample = &g_array_index(process->samples, struct sample, i);
        json_array_append_new(times, json_real(sample_wall_ns(sample)));
        json_array_append_new(iterations, json_integer((json_int_t)sample->iterations));
        json_array_append_new(disturbed, json_boolean(sample->causes != 0));
    }
    json_object_set_new(object, "samples_ns", times);
    json_object_set_new(object, "sample_iterations", iterations);
    json_object_set_new(object, "disturbed", disturbed);
    put_counts(object, "cpu_ns", process->samples, offsetof(struct sample, cpu_ns));
    for (unsigned i = 0; i < COUNTERS; i++)
        put_counts(object, metric_kinds[i].name, process->samples,
                   offsetof(struct sample, counts) + i * sizeof(double));
    json_object_set_new(object, "causes", causes_to_json(process));
    command_runs_to_json(object, process);
}

static json_t *process_to_json(const struct process *process)
{
    json_t *object = json_object();
    json_put_integer(object, "pid_seed", process->seed);
    if (process->layout > 0)
        json_put_integer(object, "layout", process->layout);
    json_put_number(object, "first_ns", process->first_ns);
    json_put_number(object, "floor_ns", process->floor_ns);
    put_samples(object, process);
    return object;
}

static void get_causes(struct json_reader *reader, const json_t *object, GArray *samples)
{
    const json_t *causes = json_get_object(reader, object, "causes");
    for (unsigned bit = 0; bit < CAUSES && causes != NULL; bit++) {
        const json_t *indices = json_get_array(reader, causes, cause_word((enum cause)(1u << bit)));
        for (size_t i = 0; i < json_array_size(indices); i++) {
            const json_t *entry = json_array_get(indices, i);
            json_int_t index = json_is_integer(entry) ? json_integer_value(entry) : -1;
            if (index >= 0 && index < samples->len)
                g_array_index(samples, struct sample, index).causes |= 1u << bit;
            else
                json_complain(reader, "'causes' names a sample that is not there");
        }
    }
}

// The arrays of a process's samples; NULL where the file has none.
struct sample_arrays {
    const json_t *times, *iterations, *cpu_times, *counts[COUNTERS];
};

// What a sample of `n` iterations counted.
static void get_counts(struct json_reader *reader, const struct sample_arrays *arrays, size_t i,
                       struct sample *sample)
{
    double n = (double)sample->iterations;
    sample->cpu_ns =
        n * json_get_element(reader, arrays->cpu_times, "samples_cpu_ns", i, &range_amount);
    for (unsigned c = 0; c < COUNTERS; c++) {
        const char *name = metric_kinds[c].name;
        sample->counts[c] = n * json_get_element(reader, arrays->counts[c], name, i, &range_amount);
    }
}

static bool get_sample(struct json_reader *reader, const struct sample_arrays *arrays, size_t i,
                       struct sample *sample)
{
    static const char *const count_key = "sample_iterations";
    double ns = json_get_element(reader, arrays->times, "samples_ns", i, &range_time_ns);
    double n = arrays->iterations
                   ? json_get_element(reader, arrays->iterations, count_key, i, &range_iterations)
                   : 1;
    const double most_ns = 0x1p62; // a little more than the range, for ns is rounded
    if (!(ns * n <= most_ns))      // one is missing, or it took longer than a century
        json_complain(reader, "'samples_ns' or 'sample_iterations' has no valid number at %zu", i);
    if (reader->wrong != NULL)
        return false;
    *sample = (struct sample){.iterations = (uint64_t)n, .elapsed_ns = (uint64_t)llround(ns * n)};
    get_counts(reader, arrays, i, sample);
    return true;
}

static void get_samples(struct json_reader *reader, const json_t *object, GArray *samples)
{
    struct sample_arrays arrays = {
        .times = json_get_array(reader, object, "samples_ns"),
        .iterations = json_get_array(reader, object, "sample_iterations"),
        .cpu_times = json_get_array(reader, object, "samples_cpu_ns"),
    };
    for (unsigned c = 0; c < COUNTERS; c++) {
        g_autofree char *key = g_strconcat("samples_", metric_kinds[c].name, NULL);
        arrays.counts[c] = json_get_array(reader, object, key);
    }
    struct sample sample;
    for (size_t i = 0; i < json_array_size(arrays.times); i++) {
        if (!get_sample(reader, &arrays, i, &sample))
            return;
        g_array_append_val(samples, sample);
    }
    get_causes(reader, object, samples);
}

static struct process *process_from_json(struct json_reader *reader, const json_t *object)
{
    struct process *process = process_new();
    process->seed = json_get_integer(reader, object, "pid_seed", &range_integer);
    process->layout = (unsigned)json_get_integer(reader, object, "layout", &range_layout);
    process->first_ns = json_get_number(reader, object, "first_ns", &range_time_ns, NAN);
    process->floor_ns = json_get_number(reader, object, "floor_ns", &range_time_ns, NAN);
    get_samples(reader, object, process->samples);
    command_runs_from_json(reader, object, process);
    return process;
}

static json_t *summary_to_json(const struct summary *summary)
{
    json_t *object = json_object();
    json_put_integer(object, "n", summary->n);
    json_put_integer(object, "disturbed", summary->n_disturbed);
    json_put_number(object, "min_ns", summary->min_ns);
    json_put_number(object, "best_ns", summary->best_ns);
    json_put_number(object, "median_ns", summary->median_ns);
    json_put_number(object, "mean_ns", summary->mean_ns);
    json_put_number(object, "stddev_ns", summary->stddev_ns);
    json_put_number(object, "mad_ns", summary->mad_ns);
    json_put_pair(object, "ci95_ns", summary->ci95_ns);
    json_put_number(object, "first_ns", summary->first_ns);
    json_put_number(object, "floor_ns", summary->floor_ns);
    return object;
}

static const char *const cycle_words[] = {"unknown", "counted", "estimated"};

json_t *result_to_json(const struct result *result)
{
    json_t *object = json_object();
    put_case(object, result->bench_case);
    if (result->side != SIDE_NONE)
        json_put_text(object, "side", side_word(result->side));
    if (result->is_imported)
        json_put_bool(object, "imported", true);
    json_put_text(object, "status", status_word(result->status));
    json_put_text(object, "message", result->message);
    if (result->check != CHECK_NONE)
        json_put_text(object, "check", check_word(result->check));
    if (result->duration_s > 0)
        json_put_number(object, "duration_s", result->duration_s);
    json_put_integer(object, "iterations", result->iterations);
    json_put_text(object, "ended_by", ending_word(result->ending));
    json_put_integer(object, "restarts_planned", result->restarts_planned);
    json_put_text(object, "cycles_from", cycle_words[result->cycle_source]);
    if (result->has_own_time)
        json_put_bool(object, "own_time", true);
    json_put_bool(object, "at_floor", result->is_at_floor);
    json_put_bool(object, "optimised_away", result->is_optimised_out);
    json_put_number(object, "bytes", result->bytes > 0 ? result->bytes : NAN);
    json_put_number(object, "items", result->items > 0 ? result->items : NAN);
    json_t *processes = json_array();
    for (guint i = 0; i < result->processes->len; i++)
        json_array_append_new(processes, process_to_json(g_ptr_array_index(result->processes, i)));
    json_object_set_new(object, "processes", processes);
    json_object_set_new(object, "summary", summary_to_json(&result->summary));
    json_object_set_new(object, "metrics", metrics_to_json(result));
    if (result->tail != NULL)
        json_object_set_new(object, "latencies", tail_to_json(result->tail));
    json_put_lines(object, "warnings", result->warnings);
    if (result->position > 0)
        json_put_integer(object, "position", result->position);
    json_put_text(object, "node", result->node);
    json_put_text(object, "machine", result->machine_id);
    return object;
}

// The place of a word among `words`; the first where it is none of them.
static unsigned get_word(struct json_reader *reader, const json_t *object, const char *key,
                         const char *const *words, unsigned n)
{
    g_autofree char *word = json_get_text(reader, object, key);
    for (unsigned i = 0; i < n && word != NULL; i++)
        if (strcmp(word, words[i]) == 0)
            return i;
    return 0;
}

static enum side get_side(struct json_reader *reader, const json_t *object)
{
    g_autofree char *word = json_get_text(reader, object, "side");
    enum side side = SIDE_BASE;
    while (side != SIDE_NONE && g_strcmp0(word, side_word(side)) != 0)
        side++;
    return side;
}

static void get_outcome(struct json_reader *reader, const json_t *object, struct result *result)
{
    g_autofree char *status = json_get_text(reader, object, "status");
    if (status == NULL || !status_parse(status, &result->status))
        json_complain(reader, "'status' is not ok, skipped, failed, crashed or timeout");
    const char *endings[ENDINGS];
    for (unsigned i = 0; i < ENDINGS; i++)
        endings[i] = ending_word((enum ending)i);
    result->ending = (enum ending)get_word(reader, object, "ended_by", endings, ENDINGS);
    const char *checks[CHECKS];
    for (unsigned i = 0; i < CHECKS; i++)
        checks[i] = check_word((enum check)i);
    result->check = (enum check)get_word(reader, object, "check", checks, CHECKS);
    result->duration_s = json_get_number(reader, object, "duration_s", &range_time_s, 0);
    result->restarts_planned = json_get_integer(reader, object, "restarts_planned", &range_count);
    result->cycle_source =
        (enum cycle_source)get_word(reader, object, "cycles_from", cycle_words, 3);
    result->side = get_side(reader, object);
    result->is_imported = json_get_bool(reader, object, "imported");
    result->message = json_get_text(reader, object, "message");
    result->iterations = json_get_integer(reader, object, "iterations", &range_integer);
    result->has_own_time = json_get_bool(reader, object, "own_time");
    result->is_optimised_out = json_get_bool(reader, object, "optimised_away");
    result->bytes = json_get_number(reader, object, "bytes", &range_amount, 0);
    result->items = json_get_number(reader, object, "items", &range_amount, 0);
}

struct result *result_from_json(struct json_reader *reader, const json_t *object)
{
    struct result *result = result_new(get_case(reader, object));
    get_outcome(reader, object, result);
    const json_t *processes = json_get_array(reader, object, "processes");
    for (size_t i = 0; i < json_array_size(processes); i++)
        g_ptr_array_add(result->processes, process_from_json(reader, json_array_get(processes, i)));
    metrics_from_json(reader, object, result);
    if (json_object_get(object, "latencies") != NULL)
        result->tail = tail_from_json(reader, json_get_array(reader, object, "latencies"));
    summary_compute(result); // the samples are the truth, so the file's own summary is not read
    g_ptr_array_set_size(result->warnings, 0);
    json_get_lines(reader, object, "warnings", result->warnings);
    result->position = json_get_integer(reader, object, "position", &range_count);
    result->node = json_get_name(reader, object, "node");
    result->machine_id = json_get_name(reader, object, "machine");
    return result;
}
