// SPDX-License-Identifier: MIT
#include <math.h>

#include "framework/base/json.h"
#include "framework/base/text.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"

// For people, with a point in every locale.
static char *format_number(double number)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.6g", number));
}

// The action shows these words as they are.
static char *extra_of(const struct result *result)
{
    const struct summary *summary = &result->summary;
    g_autofree char *best = format_number(summary->best_ns);
    g_autofree char *mean = format_number(summary->mean_ns);
    g_autoptr(GString) extra = g_string_new(NULL);
    g_string_printf(extra, "best: %s ns\nmean: %s ns\nsamples: %zu\nprocesses: %u", best, mean,
                    summary->n, result->processes->len);
    if (result->has_own_time)
        g_string_append(extra, "\nown time (bench_add_time())");
    g_autoptr(GPtrArray) metrics = counted_metrics(result);
    for (guint i = 0; i < metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(metrics, i);
        g_autofree char *value = format_number(metric->value);
        g_autofree char *name = text_printable(metric->name);
        g_autofree char *unit = text_printable(metric->unit);
        g_string_append_printf(extra, "\n%s: %s%s%s", name, value, *unit != '\0' ? " " : "", unit);
    }
    return g_strdup(extra->str);
}

static json_t *entry_of(const struct result *result, GHashTable *taken)
{
    const struct summary *summary = &result->summary;
    double half_ns = (summary->ci95_ns[1] - summary->ci95_ns[0]) / 2;
    json_t *entry = json_object();
    g_autofree char *name = name_once(taken, result->bench_case->id);
    g_autofree char *half = format_number(half_ns);
    g_autofree char *range = isfinite(half_ns) ? g_strconcat("± ", half, NULL) : NULL;
    g_autofree char *extra = extra_of(result);
    json_put_text(entry, "name", name);
    json_put_text(entry, "unit", "ns");
    json_put_number(entry, "value", summary->median_ns);
    json_put_text(entry, "range", range);
    json_put_text(entry, "extra", extra);
    return entry;
}

bool smaller_is_better_write(GString *out, const struct report *report,
                             G_GNUC_UNUSED GError **error)
{
    g_autoptr(GPtrArray) measured = measured_results(report, false, "customSmallerIsBetter");
    g_autoptr(GHashTable) taken = names_new();
    json_t *entries = json_array();
    for (guint i = 0; i < measured->len; i++)
        json_array_append_new(entries, entry_of(g_ptr_array_index(measured, i), taken));
    append_json(out, entries);
    return true;
}
