// SPDX-License-Identifier: MIT
#include "framework/base/text.h"
#include "reports/exchange/csv.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"

// "time" and "commit" are taken, and Otava finds a column by its name.
static GHashTable *column_names(void)
{
    GHashTable *taken = names_new();
    g_free(name_once(taken, "time"));
    g_free(name_once(taken, "commit"));
    return taken;
}

static void add_column(GString *names, GString *values, GHashTable *taken, const char *full,
                       double value)
{
    g_autofree char *name = name_once(taken, full);
    g_string_append_c(names, ',');
    csv_append_text(names, name);
    g_string_append_c(values, ',');
    text_append_number(values, value);
}

static void add_metrics(GString *names, GString *values, GHashTable *taken,
                        const struct result *result)
{
    g_autoptr(GPtrArray) metrics = counted_metrics(result);
    for (guint i = 0; i < metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(metrics, i);
        g_autofree char *full = g_strdup_printf("%s %s", result->bench_case->id, metric->name);
        add_column(names, values, taken, full, metric->value);
    }
}

// It takes an empty field for no number and gives up, so what has no value has no column. Times
// come first: an append to a series of an earlier version stays in its columns.
bool otava_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    const struct run *run = report->run;
    g_autoptr(GPtrArray) measured = measured_results(report, false, "otava");
    g_autoptr(GHashTable) taken = column_names();
    g_autoptr(GString) names = g_string_new("time,commit");
    g_autoptr(GString) values = g_string_new(NULL);
    csv_add_text(values, run->started);
    csv_append_text(values, run->revision.git);
    for (guint i = 0; i < measured->len; i++) {
        const struct result *result = g_ptr_array_index(measured, i);
        add_column(names, values, taken, result->bench_case->id, result->summary.median_ns);
    }
    for (guint i = 0; i < measured->len; i++)
        add_metrics(names, values, taken, g_ptr_array_index(measured, i));
    g_string_append_printf(out, "%s\r\n%s\r\n", names->str, values->str);
    return true;
}
