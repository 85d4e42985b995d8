// SPDX-License-Identifier: MIT
#include "reports/exchange/csv.h"

#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/harness/counter_table.h"
#include "framework/result/summary.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"
#include "reports/words/metrics.h"

// Quotes alone do not keep a spreadsheet from running what begins with one of these as a formula,
// an apostrophe in front does. In quotes, two colons that begin a line are no command in a log.
void csv_append_text(GString *out, const char *text)
{
    g_autofree char *printable = text_printable(text);
    const char *start = printable + strspn(printable, " ");
    bool is_formula = *start && strchr("=+-@", *start);
    bool is_quoted =
        strpbrk(printable, ",\"") != NULL || (!is_formula && text_is_command(printable));
    g_string_append(out, is_quoted ? "\"" : "");
    g_string_append(out, is_formula ? "'" : "");
    for (const char *c = printable; *c; c++) {
        if (*c == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *c);
    }
    g_string_append(out, is_quoted ? "\"" : "");
}

void csv_add_text(GString *out, const char *text)
{
    csv_append_text(out, text);
    g_string_append_c(out, ',');
}

void csv_add_case(GString *out, const struct bench_case *bench_case)
{
    csv_add_text(out, bench_case->id);
    csv_add_text(out, bench_case->suite);
    csv_add_text(out, bench_case->group);
    csv_add_text(out, bench_case->name);
    if (bench_case->has_arg)
        g_string_append_printf(out, "%" G_GINT64_FORMAT, bench_case->arg);
    g_string_append_c(out, ',');
    csv_add_text(out, bench_case->arg_name);
    g_string_append_printf(out, "%u,", bench_case->threads);
}

// A row per case.

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
        summary->min_ns,
        summary->best_ns,
        summary->median_ns,
        summary->ci95_ns[0],
        summary->ci95_ns[1],
        summary->mean_ns,
        summary->stddev_ns,
        summary->mad_ns,
        summary->first_ns,
        summary->floor_ns,
        result_metric(result, "cycles"),
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
    add_number(out, result_metric(result, "cpu_share"));
    csv_add_text(out, cpu_share_word(result_metric(result, "cpu_share")));
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
static char *column_title(const struct metric *metric)
{
    return *metric->unit ? g_strdup_printf("%s [%s]", metric->name, metric->unit)
                         : g_strdup(metric->name);
}

// Whether it has a column among the fixed ones.
static bool is_fixed(const struct metric *metric)
{
    static const char *const fixed[] = {"cycles", "cpu_share", NULL};
    return g_strv_contains(fixed, metric->name);
}

static GPtrArray *collect_metrics(const struct run *run)
{
    GPtrArray *metrics = metric_columns(run->results);
    for (guint i = metrics->len; i-- > 0;)
        if (is_fixed(g_ptr_array_index(metrics, i)))
            g_ptr_array_remove_index(metrics, i);
    return metrics;
}

static void append_metric(GString *out, const struct result *result, const struct metric *column)
{
    const struct metric *metric = metric_like(result, column);
    if (metric != NULL)
        text_append_number(out, metric->value);
}

bool csv_write(GString *out, const struct report *report, GError **error)
{
    const struct run *run = report->run;
    if (report->per_sample)
        return csv_samples_write(out, report, error);
    g_autoptr(GPtrArray) metrics = collect_metrics(run);
    g_autofree char *rare = metric_columns_note(run->results);
    if (rare != NULL)
        report_note(report, "csv: %s", rare);
    g_string_append(out, fixed_columns);
    for (guint m = 0; m < metrics->len; m++) {
        g_string_append_c(out, ',');
        g_autofree char *title = column_title(g_ptr_array_index(metrics, m));
        csv_append_text(out, title);
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

// A row per sample.

static const char sample_columns[] =
    "id,suite,group,name,arg,arg_name,threads,side,process,pid_seed,layout,sample,iterations,"
    "elapsed_ns,ns,"; // then the counters

static void append_causes(GString *out, unsigned causes)
{
    const char *separator = "";
    for (unsigned bit = 0; bit < CAUSES; bit++) {
        if ((causes & 1u << bit) == 0)
            continue;
        g_string_append_printf(out, "%s%s", separator, cause_word((enum cause)(1u << bit)));
        separator = ";";
    }
}

static void add_sample(GString *out, const struct sample *sample, bool counts)
{
    g_string_append_printf(out, "%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT ",", sample->iterations,
                           sample->elapsed_ns);
    text_append_number(out, sample_ns(sample));
    g_string_append_c(out, ',');
    for (unsigned i = 0; i < COUNTERS; i++)
        add_number(out, sample_count(sample, (enum counter)i));
    append_causes(out, sample->causes);
    g_string_append(out, counts ? ",true\r\n" : ",false\r\n");
}

static void add_result(GString *out, const struct result *result)
{
    g_autoptr(GString) start = g_string_new(NULL);
    unsigned excluded = summary_excluded_causes(result);
    csv_add_case(start, result->bench_case);
    csv_add_text(start, result->side == SIDE_NONE ? NULL : side_word(result->side));
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct sample *sample = &g_array_index(process->samples, struct sample, i);
            g_string_append_printf(out, "%s%u,%" G_GUINT64_FORMAT ",%u,%u,", start->str, p,
                                   process->seed, process->layout, i);
            add_sample(out, sample, (sample->causes & excluded) == 0);
        }
    }
}

bool csv_samples_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    const GPtrArray *sides[] = {report->run->base, report->run->results};
    g_string_append(out, sample_columns);
    for (unsigned i = 0; i < COUNTERS; i++)
        g_string_append_printf(out, "%s,", metric_kinds[i].name);
    g_string_append(out, "causes,counts\r\n");
    for (size_t side = 0; side < G_N_ELEMENTS(sides); side++)
        for (guint i = 0; i < sides[side]->len; i++)
            add_result(out, g_ptr_array_index(sides[side], i));
    return true;
}
