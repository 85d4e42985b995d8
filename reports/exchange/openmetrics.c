// SPDX-License-Identifier: MIT
#include "framework/base/text.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"

// A label's value: only these need an escape, newlines being escaped already.
static void add_label(GString *out, const char *key, const char *value)
{
    g_autofree char *printable = text_printable(value);
    g_string_append_printf(out, "%s%s=\"", out->len > 0 ? "," : "", key);
    for (const char *c = printable; *c; c++) {
        if (*c == '\\' || *c == '"')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *c);
    }
    g_string_append_c(out, '"');
}

// The labels of a case; the id makes them unique on a side.
static char *labels_of(const struct result *result, GHashTable *taken)
{
    const struct bench_case *bench_case = result->bench_case;
    GString *labels = g_string_new(NULL);
    g_autofree char *id = name_once(taken, bench_case->id);
    add_label(labels, "id", id);
    add_label(labels, "suite", bench_case->suite);
    add_label(labels, "group", bench_case->group);
    add_label(labels, "name", bench_case->name);
    if (bench_case->has_arg) {
        g_autofree char *arg = g_strdup_printf("%" G_GINT64_FORMAT, bench_case->arg);
        add_label(labels, "arg", arg);
    }
    if (result->side != SIDE_NONE)
        add_label(labels, "side", side_word(result->side));
    if (result->has_own_time)
        add_label(labels, "own_time", "true");
    return g_string_free(labels, FALSE);
}

// Numbers that are in the result, each a family of metrics.
static const struct family {
    const char *name;
    const char *unit; // which also ends the name
    const char *help;
    size_t offset;
    double scale;
} families[] = {
    {"median_seconds", "seconds", "Median time of an iteration",
     offsetof(struct result, summary.median_ns), 1e-9},
    {"median_low_seconds", "seconds", "Lower end of its 95% interval",
     offsetof(struct result, summary.ci95_ns[0]), 1e-9},
    {"median_high_seconds", "seconds", "Upper end of its 95% interval",
     offsetof(struct result, summary.ci95_ns[1]), 1e-9},
    {"best_seconds", "seconds", "Smallest time that two processes reached",
     offsetof(struct result, summary.best_ns), 1e-9},
    {"mean_seconds", "seconds", "Mean time", offsetof(struct result, summary.mean_ns), 1e-9},
    {"stddev_seconds", "seconds", "Standard deviation of the samples",
     offsetof(struct result, summary.stddev_ns), 1e-9},
    {"iteration_bytes", "bytes", "Bytes moved by an iteration", offsetof(struct result, bytes), 1},
    {"iteration_items", "items", "Items handled by an iteration", offsetof(struct result, items),
     1},
};

struct series {
    const struct result *result;
    char *labels;
};

static void series_free(struct series *series)
{
    g_free(series->labels);
    g_free(series);
}

static void collect(GPtrArray *all, const GPtrArray *results)
{
    g_autoptr(GHashTable) taken = names_new();
    for (guint i = 0; i < results->len; i++) {
        struct series *series = g_new(struct series, 1);
        series->result = g_ptr_array_index(results, i);
        series->labels = labels_of(series->result, taken);
        g_ptr_array_add(all, series);
    }
}

static void begin_family(GString *out, const char *name, const char *unit, const char *help)
{
    g_string_append_printf(out, "# TYPE benchrun_%s gauge\n", name);
    if (unit != NULL)
        g_string_append_printf(out, "# UNIT benchrun_%s %s\n", name, unit);
    g_string_append_printf(out, "# HELP benchrun_%s %s\n", name, help);
}

static void add_value(GString *out, const char *name, const char *labels, double value)
{
    if (!isfinite(value))
        return;
    g_string_append_printf(out, "benchrun_%s{%s} ", name, labels);
    text_append_number(out, value);
    g_string_append_c(out, '\n');
}

// Unknown values are 0 in a result.
static void add_family(GString *out, const struct family *family, const GPtrArray *all)
{
    begin_family(out, family->name, family->unit, family->help);
    for (guint i = 0; i < all->len; i++) {
        const struct series *series = g_ptr_array_index(all, i);
        double value = G_STRUCT_MEMBER(double, series->result, family->offset) * family->scale;
        if (series->result->status == STATUS_OK && value > 0)
            add_value(out, family->name, series->labels, value);
    }
}

static void add_outcomes(GString *out, const struct run *run, const GPtrArray *all)
{
    begin_family(out, "ok", NULL, "1 where the case was measured, 0 where it was not");
    for (guint i = 0; i < all->len; i++) {
        const struct series *series = g_ptr_array_index(all, i);
        add_value(out, "ok", series->labels, series->result->status == STATUS_OK);
    }
    begin_family(out, "ratio", "ratio", "Time over the baseline's time, below 1 is faster");
    for (guint i = 0; i < all->len; i++) {
        const struct series *series = g_ptr_array_index(all, i);
        const struct comparison *comparison =
            series->result->side == SIDE_BASE
                ? NULL
                : run_find_comparison(run, series->result->bench_case->id);
        if (comparison != NULL)
            add_value(out, "ratio", series->labels, comparison->ratio);
    }
}

static void add_metrics(GString *out, const GPtrArray *all)
{
    begin_family(out, "metric", NULL,
                 "Reported by the body, derived from the samples or counted by a pass");
    for (guint i = 0; i < all->len; i++) {
        const struct series *series = g_ptr_array_index(all, i);
        g_autoptr(GHashTable) taken = names_new();
        for (guint m = 0; m < series->result->metrics->len; m++) {
            const struct metric *metric = g_ptr_array_index(series->result->metrics, m);
            g_autoptr(GString) labels = g_string_new(series->labels);
            g_autofree char *name = name_once(taken, metric->name);
            add_label(labels, "metric", name);
            add_label(labels, "unit", metric->unit);
            add_label(labels, "source", metric->source);
            add_value(out, "metric", labels->str, metric->value);
        }
    }
}

static void add_info(GString *out, const struct run *run)
{
    g_autoptr(GString) labels = g_string_new(NULL);
    add_label(labels, "started", run->started);
    add_label(labels, "version", run->version);
    add_label(labels, "git", run->revision.git);
    add_label(labels, "machine", run->machine ? run->machine->id : NULL);
    add_label(labels, "cpu", run->machine ? run->machine->cpu : NULL);
    g_string_append_printf(out,
                           "# TYPE benchrun_run info\n# HELP benchrun_run What was measured where\n"
                           "benchrun_run_info{%s} 1\n",
                           labels->str);
}

bool openmetrics_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    const struct run *run = report->run;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
    collect(all, run->base);
    collect(all, run->results);
    add_info(out, run);
    add_outcomes(out, run, all);
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++)
        add_family(out, &families[i], all);
    add_metrics(out, all);
    g_string_append(out, "# EOF\n");
    return true;
}
