// SPDX-License-Identifier: MIT
#include "framework/base/json.h"
#include "framework/base/text.h"
#include "framework/result/command_run.h"
#include "framework/result/summary.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"

static json_t *times_of(const struct result *result)
{
    json_t *times = json_array();
    g_autoptr(GPtrArray) samples = summary_counted_samples(result);
    for (guint i = 0; i < samples->len; i++)
        json_array_append_new(times, json_real(sample_ns(g_ptr_array_index(samples, i)) / 1e9));
    return times;
}

// What hyperfine has of whole commands.
static void put_runs(json_t *command, const struct result *result)
{
    static const struct {
        const char *metric, *key;
    } means[] = {{"user_time", "user"}, {"system_time", "system"}};
    json_t *exit_codes = json_array();
    json_t *peaks = json_array();
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct command_run *run = process_find_run(process, i);
            if (run == NULL)
                continue;
            json_array_append_new(exit_codes, json_integer((json_int_t)run->exit_code));
            json_array_append_new(peaks, json_integer((json_int_t)run->peak_bytes));
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(means); i++)
        json_put_number(command, means[i].key, result_metric(result, means[i].metric) / 1e9);
    if (json_object_get(command, "stddev") == NULL) // of one run
        json_object_set_new(command, "stddev", json_null());
    json_object_set_new(command, "memory_usage_byte", peaks);
    json_object_set_new(command, "exit_codes", exit_codes);
}

// The command's own, and the side of a comparison.
static void put_parameters(json_t *command, const struct result *result)
{
    json_t *parameters = json_object();
    char *const *word = result->bench_case->parameters;
    for (; word != NULL && *word != NULL; word++) {
        g_autofree char *printable = text_printable(*word);
        g_auto(GStrv) parts = g_strsplit(printable, "=", 2);
        json_put_text(parameters, parts[0], parts[1]);
    }
    if (result->side != SIDE_NONE)
        json_put_text(parameters, "side", side_word(result->side));
    if (json_object_size(parameters) > 0)
        json_object_set(command, "parameters", parameters);
    json_decref(parameters);
}

// What it is called: a command as it was typed, else the case.
static char *title_of(const struct result *result)
{
    const struct bench_case *bench_case = result->bench_case;
    if (bench_case->command != NULL)
        return g_strdup(bench_case->command);
    return result->side == SIDE_NONE
               ? g_strdup(bench_case->id)
               : g_strdup_printf("%s (%s)", bench_case->id, side_word(result->side));
}

// A key of ours: hyperfine's scripts read what they know.
static void put_metrics(json_t *command, const struct result *result)
{
    g_autoptr(GHashTable) taken = names_new();
    g_autoptr(GPtrArray) counted = counted_metrics(result);
    if (counted->len == 0)
        return;
    json_t *metrics = json_object();
    for (guint i = 0; i < counted->len; i++) {
        const struct metric *metric = g_ptr_array_index(counted, i);
        g_autofree char *name = name_once(taken, metric->name);
        json_put_number(metrics, name, metric->value);
    }
    json_object_set_new(command, "metrics", metrics);
}

static json_t *command_of(const struct result *result, GHashTable *taken)
{
    const struct summary *summary = &result->summary;
    json_t *command = json_object();
    g_autofree char *full = title_of(result);
    g_autofree char *name = name_once(taken, full);
    json_put_text(command, "command", name);
    json_put_number(command, "mean", summary->mean_ns / 1e9);
    json_put_number(command, "stddev", summary->stddev_ns / 1e9);
    json_put_number(command, "median", summary->median_ns / 1e9);
    json_put_number(command, "min", summary->min_ns / 1e9);
    json_t *times = times_of(result);
    double max_s = NAN;
    for (size_t i = 0; i < json_array_size(times); i++)
        max_s = fmax(max_s, json_real_value(json_array_get(times, i)));
    json_put_number(command, "max", max_s);
    json_object_set_new(command, "times", times);
    put_parameters(command, result);
    if (result->has_own_time)
        json_put_bool(command, "own_time", true);
    if (result->bench_case->command != NULL)
        put_runs(command, result);
    else
        put_metrics(command, result);
    return command;
}

bool hyperfine_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    g_autoptr(GPtrArray) measured = measured_results(report, true, "hyperfine");
    g_autoptr(GHashTable) taken = names_new();
    json_t *commands = json_array();
    for (guint i = 0; i < measured->len; i++)
        json_array_append_new(commands, command_of(g_ptr_array_index(measured, i), taken));
    append_json(out, json_pack("{s:o}", "results", commands));
    return true;
}
