// SPDX-License-Identifier: MIT
#include "framework/base/json.h"
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
    bool has_side = result->side != SIDE_NONE;
    g_autofree char *full =
        has_side ? g_strdup_printf("%s (%s)", result->bench_case->id, side_word(result->side))
                 : g_strdup(result->bench_case->id);
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
    if (has_side)
        json_object_set_new(command, "parameters",
                            json_pack("{s:s}", "side", side_word(result->side)));
    if (result->has_own_time)
        json_put_bool(command, "own_time", true);
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
