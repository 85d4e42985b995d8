// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/result/file/import.h"
#include "framework/result/file/ranges.h"
#include "framework/result/summary.h"

bool import_is_gbench(const json_t *root)
{
    return json_is_object(json_object_get(root, "context")) &&
           json_is_array(json_object_get(root, "benchmarks"));
}

// What Google Benchmark appends to a name: how it was measured.
static bool is_setting(const char *part)
{
    static const char *const words[] = {"real_time", "process_time", "manual_time", NULL};
    static const char *const keys[] = {
        "threads:", "iterations:", "repeats:", "min_time:", "min_warmup_time:", NULL};
    for (size_t i = 0; keys[i] != NULL; i++)
        if (g_str_has_prefix(part, keys[i]))
            return true;
    return g_strv_contains(words, part);
}

// `1024` or `n:1024`.
static bool take_argument(struct bench_case *bench_case, const char *part)
{
    const char *colon = strrchr(part, ':');
    gint64 value = 0;
    if (!g_ascii_string_to_signed(colon ? colon + 1 : part, 10, G_MININT64, G_MAXINT64, &value,
                                  NULL))
        return false;
    bench_case->has_arg = true;
    bench_case->arg = value;
    bench_case->arg_name = colon ? g_strndup(part, (gsize)(colon - part)) : NULL;
    return true;
}

// `family/rest/argument/settings`; the id stays the whole name, by which files are compared.
static struct result *new_result(const char *name, const char *suite)
{
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    guint n = g_strv_length(parts);
    const char *family = n > 0 ? parts[0] : "";
    struct result *result = import_result(name, suite, family, "");
    while (n > 1 && is_setting(parts[n - 1]))
        n--;
    if (n > 1 && take_argument(result->bench_case, parts[n - 1]))
        n--;
    for (guint i = n; parts[i] != NULL; i++)
        g_clear_pointer(&parts[i], g_free);
    g_free(result->bench_case->name);
    result->bench_case->name = n > 1 ? g_strjoinv("/", parts + 1) : g_strdup(family);
    return result;
}

// Only their names mark the aggregates of versions before 1.5.
static bool is_aggregate(const char *type, const char *name)
{
    static const char *const ends[] = {"_mean", "_median", "_stddev", "_cv", "_BigO", "_RMS"};
    if (type != NULL)
        return strcmp(type, "aggregate") == 0;
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(name, ends[i]))
            return true;
    return false;
}

// How long a unit is; 0 for a word that is none.
static double unit_ns(const char *unit)
{
    static const struct {
        const char *word;
        double ns;
    } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    if (unit == NULL)
        return 1;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(units[i].word, unit) == 0)
            return units[i].ns;
    return 0;
}

// All numbers of a row that are not its own are the benchmark's counters.
static void take_counters(struct json_reader *reader, struct result *result, const json_t *row)
{
    static const char *const own[] = {"family_index",
                                      "per_family_instance_index",
                                      "repetitions",
                                      "repetition_index",
                                      "threads",
                                      "iterations",
                                      "real_time",
                                      "cpu_time",
                                      "bytes_per_second",
                                      "items_per_second",
                                      NULL};
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)row, key, value)
    {
        if (!json_is_number(value) || g_strv_contains(own, key))
            continue;
        json_check_name(reader, "a counter", key);
        result_collect_metric(result, key, json_get_number(reader, row, key, &range_any, NAN), "");
    }
}

// Rates are over the processor's time, unless the clock's was asked for.
static void take_rates(struct json_reader *reader, struct result *result, const json_t *row,
                       double unit)
{
    bool uses_clock = strstr(result->bench_case->id, "/real_time") != NULL ||
                      strstr(result->bench_case->id, "/manual_time") != NULL;
    double time_s =
        json_get_number(reader, row, uses_clock ? "real_time" : "cpu_time", &range_amount, 0) *
        unit / 1e9;
    result->bytes = json_get_number(reader, row, "bytes_per_second", &range_amount, 0) * time_s;
    result->items = json_get_number(reader, row, "items_per_second", &range_amount, 0) * time_s;
}

static bool take_failure(struct json_reader *reader, struct result *result, const json_t *row)
{
    bool is_skipped = json_get_bool(reader, row, "skipped");
    bool is_failed = json_get_bool(reader, row, "error_occurred");
    g_autofree char *error = json_get_text(reader, row, "error_message");
    g_autofree char *skip = json_get_text(reader, row, "skip_message");
    if (is_failed)
        result_refuse(result, STATUS_FAILED, "%s", error ? error : "");
    else if (is_skipped)
        result_refuse(result, STATUS_SKIPPED, "%s", skip ? skip : "");
    return is_failed || is_skipped;
}

static void take_row(struct json_reader *reader, struct result *result, const json_t *row)
{
    g_autofree char *word = json_get_text(reader, row, "time_unit");
    double unit = unit_ns(word);
    double time = json_get_number(reader, row, "real_time", &range_amount, NAN);
    double iterations = json_get_number(reader, row, "iterations", &range_amount, 1);
    uint64_t threads = json_get_integer(reader, row, "threads", &range_integer);
    result->bench_case->threads = (unsigned)CLAMP(threads, 1, 1 << 20);
    if (take_failure(reader, result, row))
        return;
    if (unit == 0)
        json_complain(reader, "'time_unit' is not ns, us, ms or s");
    if (isnan(time))
        json_complain(reader, "'real_time' is missing");
    if (reader->wrong != NULL)
        return;
    take_rates(reader, result, row, unit);
    take_counters(reader, result, row);
    if (reader->wrong != NULL)
        return;
    import_sample(reader, result, time * unit, iterations);
    import_locate(reader, "'real_time' or 'iterations'");
}

static void add_row(struct json_reader *reader, struct run *run, GHashTable *by_name,
                    const json_t *row, const char *suite)
{
    g_autofree char *name = json_get_name(reader, row, "name");
    g_autofree char *type = json_get_text(reader, row, "run_type");
    if (name == NULL)
        json_complain(reader, "'name' is missing");
    if (reader->wrong != NULL || is_aggregate(type, name))
        return;
    struct result *result = g_hash_table_lookup(by_name, name);
    if (result == NULL) {
        result = new_result(name, suite);
        g_hash_table_insert(by_name, result->bench_case->id, result);
        run_add(run, result);
    }
    take_row(reader, result, row);
}

static void get_caches(struct json_reader *reader, const json_t *context, struct machine *machine)
{
    static const char *const kinds[] = {"Unified", "Data", "Instruction"};
    const json_t *caches = json_get_array(reader, context, "caches");
    machine->n_caches = json_array_size(caches);
    machine->caches = g_new0(struct cache, machine->n_caches);
    for (size_t i = 0; i < machine->n_caches; i++) {
        const json_t *from = json_array_get(caches, i);
        struct cache *cache = &machine->caches[i];
        g_autofree char *kind = json_get_text(reader, from, "type");
        for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++)
            if (g_strcmp0(kind, kinds[k]) == 0)
                cache->kind = (enum cache_kind)k;
        cache->level = (unsigned)json_get_integer(reader, from, "level", &range_unsigned);
        cache->size_bytes = json_get_integer(reader, from, "size", &range_integer);
        cache->shared_by = (unsigned)json_get_integer(reader, from, "num_sharing", &range_unsigned);
    }
}

// In benchrun's own files the host's name is the machine's id; another host's name says too little.
static struct machine *get_machine(struct json_reader *reader, const json_t *context, bool is_own)
{
    struct machine *machine = g_new0(struct machine, 1);
    const json_t *loads = json_get_array(reader, context, "load_avg");
    machine->id = is_own ? json_get_text(reader, context, "host_name") : NULL;
    machine->logical_cpus =
        (unsigned)json_get_integer(reader, context, "num_cpus", &range_unsigned);
    double mhz = json_get_number(reader, context, "mhz_per_cpu", &range_any, 0);
    machine->tsc_hz = mhz > 0 && mhz < 1e6 ? (uint64_t)mhz * 1000000 : 0;
    machine->load1 = json_get_element(reader, loads, "load_avg", 0, &range_amount);
    get_caches(reader, context, machine);
    return machine;
}

static char *utc_date(const char *date)
{
    g_autoptr(GDateTime) local = date ? g_date_time_new_from_iso8601(date, NULL) : NULL;
    g_autoptr(GDateTime) utc = local ? g_date_time_to_utc(local) : NULL;
    return utc ? g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static bool get_context(struct json_reader *reader, const json_t *context, struct run *run)
{
    g_autofree char *date = json_get_text(reader, context, "date");
    g_autofree char *version = json_get_text(reader, context, "library_version");
    bool is_own = version != NULL && g_str_has_prefix(version, "benchrun");
    run->started = utc_date(date);
    run->machine = get_machine(reader, context, is_own);
    import_locate(reader, "Google Benchmark's 'context'");
    return is_own;
}

static void warn_of_repetitions(struct run *run)
{
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        if (result->processes->len < 2)
            continue;
        g_ptr_array_add(run->warnings,
                        g_strdup("imported from Google Benchmark: its repetitions share one "
                                 "process, so the intervals are narrower than they should be"));
        return;
    }
}

static void conclude(struct result *result)
{
    for (guint i = 0; i < result->metrics->len; i++)
        metric_conclude(g_ptr_array_index(result->metrics, i));
    summary_compute(result);
}

struct run *import_gbench(struct json_reader *reader, const json_t *root)
{
    struct run *run = import_run();
    const json_t *context = json_object_get(root, "context");
    const json_t *rows = json_object_get(root, "benchmarks");
    bool is_own = get_context(reader, context, run);
    g_autofree char *executable = json_get_name(reader, context, "executable");
    g_autoptr(GHashTable) by_name = g_hash_table_new(hash_text, g_str_equal);
    for (size_t i = 0; i < json_array_size(rows) && reader->wrong == NULL; i++) {
        add_row(reader, run, by_name, json_array_get(rows, i), executable ? executable : "");
        import_locate(reader, "Google Benchmark's 'benchmarks' %zu", i);
    }
    if (run->results->len == 0 && json_array_size(rows) > 0)
        json_complain(reader, "'benchmarks' holds only aggregates; measure again without "
                              "--benchmark_report_aggregates_only");
    for (guint i = 0; i < run->results->len; i++)
        conclude(g_ptr_array_index(run->results, i));
    if (!is_own)
        warn_of_repetitions(run);
    return run;
}
