// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/json.h"
#include "framework/base/text.h"
#include "framework/result/repetitions.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"
#include "reports/words/comparison_words.h"

// One unit for all: compare.py leaves out a benchmark whose unit differs between two files, and a
// tracker's series would jump.
static const char time_unit[] = "ns";

// A family is a benchmark with all its arguments.
struct family {
    int64_t index;
    int64_t n_instances;
};

struct writer {
    json_t *rows;
    GHashTable *families; // struct family *, by suite and name
    GHashTable *taken;    // names
};

// What the rows of a case begin with.
struct head {
    const struct result *result;
    char *name;
    int64_t family;
    int64_t instance;
    guint repetitions;
};

static struct head head_begin(struct writer *writer, const struct result *result, guint repetitions)
{
    const struct bench_case *bench_case = result->bench_case;
    char *key =
        g_strconcat(bench_case->suite, "\n", bench_case->group, "\n", bench_case->name, NULL);
    struct family *family = g_hash_table_lookup(writer->families, key);
    if (family == NULL) {
        family = g_new0(struct family, 1);
        family->index = g_hash_table_size(writer->families);
        g_hash_table_insert(writer->families, key, family);
    } else {
        g_free(key);
    }
    return (struct head){result, name_once(writer->taken, bench_case->id), family->index,
                         family->n_instances++, repetitions};
}

static json_t *new_row(const struct head *head, const char *aggregate)
{
    json_t *row = json_object();
    g_autofree char *name = aggregate ? g_strconcat(head->name, "_", aggregate, NULL) : NULL;
    json_put_text(row, "name", name ? name : head->name);
    json_put_integer(row, "family_index", (uint64_t)head->family);
    json_put_integer(row, "per_family_instance_index", (uint64_t)head->instance);
    json_put_text(row, "run_name", head->name);
    json_put_text(row, "run_type", aggregate ? "aggregate" : "iteration");
    json_put_integer(row, "repetitions", head->repetitions);
    return row;
}

// Google Benchmark's own times on the processor are those of the clock here: a worker has a
// processor to itself, and compare.py wants both.
static void put_times(json_t *row, uint64_t iterations, double time)
{
    json_put_integer(row, "iterations", iterations);
    json_put_number(row, "real_time", time);
    json_put_number(row, "cpu_time", time);
    json_put_text(row, "time_unit", time_unit);
}

static bool is_reserved(const json_t *row, const char *key)
{
    static const char *const absent[] = {
        "label",        "error_occurred", "error_message",  "skipped",
        "skip_message", "aggregate_name", "aggregate_unit", NULL};
    return json_object_get(row, key) != NULL || g_strv_contains(absent, key);
}

// There, a benchmark's counters are among the row's own keys.
static void put_counters(json_t *row, const struct result *result, double time_ns)
{
    if (result->bytes > 0)
        json_put_number(row, "bytes_per_second", result->bytes / time_ns * 1e9);
    if (result->items > 0)
        json_put_number(row, "items_per_second", result->items / time_ns * 1e9);
    g_autoptr(GPtrArray) metrics = counted_metrics(result);
    for (guint i = 0; i < metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(metrics, i);
        g_autofree char *name = text_printable(metric->name);
        g_autofree char *key = g_strconcat(is_reserved(row, name) ? "metric " : "", name, NULL);
        json_put_number(row, key, metric->value);
    }
    if (result->is_at_floor || result->is_optimised_out)
        json_put_text(row, "label", case_verdict(result, NULL, false));
    else if (result->has_own_time)
        json_put_text(row, "label", "own time");
}

static void add_iteration(struct writer *writer, const struct head *head, guint index,
                          const struct repetition *repetition)
{
    json_t *row = new_row(head, NULL);
    json_put_integer(row, "repetition_index", index);
    json_put_integer(row, "threads", head->result->bench_case->threads);
    put_times(row, repetition->iterations, repetition->median_ns);
    put_counters(row, head->result, repetition->median_ns);
    json_array_append_new(writer->rows, row);
}

static void add_aggregate(struct writer *writer, const struct head *head, const char *name,
                          const char *unit, double value)
{
    if (!isfinite(value))
        return;
    json_t *row = new_row(head, name);
    json_put_integer(row, "threads", head->result->bench_case->threads);
    json_put_text(row, "aggregate_name", name);
    json_put_text(row, "aggregate_unit", unit);
    put_times(row, head->repetitions, value);
    json_array_append_new(writer->rows, row);
}

static void add_measured(struct writer *writer, const struct result *result)
{
    struct repetitions all = repetitions_of(result);
    struct head head = head_begin(writer, result, all.each->len);
    for (guint i = 0; i < all.each->len; i++)
        add_iteration(writer, &head, i, &g_array_index(all.each, struct repetition, i));
    if (all.each->len > 1) {
        add_aggregate(writer, &head, "mean", "time", all.mean_ns);
        add_aggregate(writer, &head, "median", "time", all.median_ns);
        add_aggregate(writer, &head, "stddev", "time", all.stddev_ns);
        add_aggregate(writer, &head, "cv", "percentage", all.stddev_ns / all.mean_ns);
    }
    repetitions_clear(&all);
    g_free(head.name);
}

// Zero times, as Google Benchmark writes them: compare.py breaks off without.
static void add_error(struct writer *writer, const struct result *result)
{
    struct head head = head_begin(writer, result, 1);
    json_t *row = new_row(&head, NULL);
    g_autofree char *why = text_printable(result->message);
    g_autofree char *message = g_strdup_printf("%s: %s", status_word(result->status), why);
    json_put_integer(row, "repetition_index", 0);
    json_put_integer(row, "threads", result->bench_case->threads);
    json_put_bool(row, "error_occurred", true);
    json_put_text(row, "error_message", message);
    put_times(row, 0, 0);
    json_array_append_new(writer->rows, row);
    g_free(head.name);
}

static void add_all(struct writer *writer, const struct run *run)
{
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (result->status == STATUS_OK)
            add_measured(writer, result);
        else
            add_error(writer, result);
    }
}

// A tool that makes a series of every row would take the zeros of what failed for times.
static void add_one_row_each(struct writer *writer, const struct report *report)
{
    g_autoptr(GPtrArray) measured = measured_results(report, false, "gbench --one-row");
    for (guint i = 0; i < measured->len; i++) {
        const struct result *result = g_ptr_array_index(measured, i);
        struct head head = head_begin(writer, result, 1);
        struct repetitions all = repetitions_of(result);
        struct repetition whole = {result->summary.median_ns, all.iterations};
        add_iteration(writer, &head, 0, &whole);
        repetitions_clear(&all);
        g_free(head.name);
    }
}

static json_t *caches_of(const struct machine *machine)
{
    static const char *const kinds[] = {"Unified", "Data", "Instruction"};
    json_t *caches = json_array();
    for (size_t i = 0; i < machine->n_caches; i++) {
        const struct cache *cache = &machine->caches[i];
        json_t *object = json_object();
        json_put_text(object, "type", kinds[cache->kind]);
        json_put_integer(object, "level", cache->level);
        json_put_integer(object, "size", cache->size_bytes);
        json_put_integer(object, "num_sharing", cache->shared_by);
        json_array_append_new(caches, object);
    }
    return caches;
}

static void put_machine(json_t *context, const struct machine *machine)
{
    put_words(context, "host_name", machine->id);
    if (machine->logical_cpus > 0)
        json_put_integer(context, "num_cpus", machine->logical_cpus);
    if (machine->tsc_hz > 0)
        json_put_integer(context, "mhz_per_cpu", (machine->tsc_hz + 500000) / 1000000);
    if (machine->governor != NULL)
        json_put_bool(context, "cpu_scaling_enabled",
                      strcmp(machine->governor, "performance") != 0);
    json_object_set_new(context, "caches", caches_of(machine));
    json_t *load = json_array();
    if (isfinite(machine->load1))
        json_array_append_new(load, json_number_or_null(machine->load1));
    json_object_set_new(context, "load_avg", load);
}

static json_t *context_of(const struct run *run)
{
    static const struct machine unknown = {.load1 = NAN};
    json_t *context = json_object();
    const struct result *first = run->results->len ? g_ptr_array_index(run->results, 0) : NULL;
    g_autofree char *executable = text_printable(first ? first->bench_case->suite : NULL);
    g_autofree char *version = g_strdup_printf("benchrun %s", run->version ? run->version : "");
    put_words(context, "date", run->started);
    json_put_text(context, "executable", executable);
    put_machine(context, run->machine ? run->machine : &unknown);
    put_words(context, "library_version", version);
    json_put_text(context, "library_build_type", "release");
    json_put_integer(context, "json_schema_version", 1);
    return context;
}

bool gbench_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    g_autoptr(GHashTable) families = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) taken = names_new();
    struct writer writer = {json_array(), families, taken};
    if (report->one_row)
        add_one_row_each(&writer, report);
    else
        add_all(&writer, report->run);
    append_json(out, json_pack("{s:o, s:o}", "context", context_of(report->run), "benchmarks",
                               writer.rows));
    return true;
}
