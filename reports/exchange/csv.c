// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/result/summary.h"
#include "reports/exchange/csv_field.h"
#include "reports/formats.h"

static const char fixed_columns[] =
    "id,suite,group,name,arg,arg_name,threads,is_baseline,status,message,iterations,processes,"
    "samples,disturbed,min_ns,best_ns,median_ns,median_ci95_low_ns,median_ci95_high_ns,mean_ns,"
    "stddev_ns,mad_ns,first_ns,floor_ns,cycles,cycles_from,is_at_floor,is_optimised_out,bytes,"
    "items,cpu_share,bound,"
    "baseline,ratio,ratio_ci95_low,ratio_ci95_high,verdict,confidence,detectable,min_speedup,claim,"
    "warnings";

static void add_number(GString *out, double value)
{
    text_append_number(out, value);
    g_string_append_c(out, ',');
}

static void add_count(GString *out, uint64_t count)
{
    g_string_append_printf(out, "%" G_GUINT64_FORMAT ",", count);
}

static void add_bool(GString *out, bool value)
{
    g_string_append(out, value ? "true," : "false,");
}

static void add_summary(GString *out, const struct result *result)
{
    static const char *const sources[] = {"", "counter", "chain"};
    const struct summary *summary = &result->summary;
    const double times[] = {
        summary->min_ns,     summary->best_ns,  summary->median_ns, summary->ci95_ns[0],
        summary->ci95_ns[1], summary->mean_ns,  summary->stddev_ns, summary->mad_ns,
        summary->first_ns,   summary->floor_ns, summary->cycles,
    };
    csv_add_text(out, status_word(result->status));
    csv_add_text(out, result->message);
    add_count(out, result->iterations);
    add_count(out, result->processes->len);
    add_count(out, summary->n);
    add_count(out, summary->n_disturbed);
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
        add_number(out, times[i]);
    csv_add_text(out, sources[result->cycle_source]);
    add_bool(out, result->is_at_floor);
    add_bool(out, result->is_optimised_out);
    add_number(out, result->bytes > 0 ? result->bytes : NAN);
    add_number(out, result->items > 0 ? result->items : NAN);
    add_number(out, summary->cpu_share);
    csv_add_text(out, summary_bound(summary));
}

static void add_comparison(GString *out, const struct comparison *comparison)
{
    if (!comparison) {
        g_string_append(out, ",,,,,,,,,");
        return;
    }
    csv_add_text(out, comparison->baseline);
    add_number(out, comparison->ratio);
    add_number(out, comparison->ci95[0]);
    add_number(out, comparison->ci95[1]);
    csv_add_text(out, verdict_word(comparison->verdict));
    add_number(out, comparison->confidence);
    add_number(out, comparison->detectable);
    add_number(out, comparison->min_speedup > 0 ? comparison->min_speedup : NAN);
    csv_add_text(out, comparison->claim == CLAIM_NONE ? "" : claim_word(comparison->claim));
}

static void append_warnings(GString *out, const struct result *result)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < result->warnings->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
                               (const char *)g_ptr_array_index(result->warnings, i));
    csv_append_text(out, text->str);
}

// The title of a metric's column: "name [unit]".
static char *metric_title(const struct metric_value *metric)
{
    return metric->unit && *metric->unit ? g_strdup_printf("%s [%s]", metric->name, metric->unit)
                                         : g_strdup(metric->name);
}

// The titles of all metrics of a run, in the order in which they first appear.
static GPtrArray *collect_metrics(const struct run *run)
{
    GPtrArray *titles = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        for (guint m = 0; m < result->metrics->len; m++) {
            char *title = metric_title(g_ptr_array_index(result->metrics, m));
            if (g_hash_table_contains(known, title)) {
                g_free(title);
                continue;
            }
            g_hash_table_add(known, title);
            g_ptr_array_add(titles, title);
        }
    }
    return titles;
}

static void append_metric(GString *out, const struct result *result, const char *title)
{
    for (guint i = 0; i < result->metrics->len; i++) {
        const struct metric_value *metric = g_ptr_array_index(result->metrics, i);
        g_autofree char *own = metric_title(metric);
        if (strcmp(own, title) == 0)
            text_append_number(out, metric->value);
    }
}

bool csv_write(GString *out, const struct report *report, GError **error)
{
    const struct run *run = report->run;
    if (report->per_sample)
        return csv_samples_write(out, report, error);
    g_autoptr(GPtrArray) metrics = collect_metrics(run);
    g_string_append(out, fixed_columns);
    for (guint m = 0; m < metrics->len; m++) {
        g_string_append_c(out, ',');
        csv_append_text(out, g_ptr_array_index(metrics, m));
    }
    g_string_append(out, "\r\n");
    for (guint i = 0; i < run->results->len; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        csv_add_case(out, result->bench_case);
        add_bool(out, result->bench_case->is_baseline);
        add_summary(out, result);
        add_comparison(out, run_find_comparison(run, result->bench_case->id));
        append_warnings(out, result);
        for (guint m = 0; m < metrics->len; m++) {
            g_string_append_c(out, ',');
            append_metric(out, result, g_ptr_array_index(metrics, m));
        }
        g_string_append(out, "\r\n");
    }
    return true;
}
