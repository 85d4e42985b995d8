// SPDX-License-Identifier: MIT
#include "reports/exchange/interchange.h"

#include <string.h>

#include "framework/base/json.h"
#include "framework/base/text.h"
#include "framework/base/unique.h"
#include "framework/result/summary.h"

void report_note(const struct report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (report->notes != NULL)
        g_ptr_array_add(report->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static void add_measured(GPtrArray *measured, GPtrArray *missing, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++) {
        struct result *result = g_ptr_array_index(results, i);
        bool is_measured = result->status == STATUS_OK && isfinite(result->summary.median_ns);
        g_ptr_array_add(is_measured ? measured : missing, result);
    }
}

// The ids of the first few, with why.
static char *list_missing(const GPtrArray *missing)
{
    enum { MOST = 5 };
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < MIN(missing->len, MOST); i++) {
        const struct result *result = g_ptr_array_index(missing, i);
        g_autofree char *id = text_printable(result->bench_case->id);
        g_autofree char *short_id = text_keep_tail(id, 60);
        g_string_append_printf(list, "%s%s (%s)", i > 0 ? ", " : "", short_id,
                               status_word(result->status));
    }
    if (missing->len > MOST)
        g_string_append_printf(list, " and %u more", missing->len - MOST);
    return g_string_free(list, FALSE);
}

GPtrArray *measured_results(const struct report *report, bool both, const char *format)
{
    GPtrArray *measured = g_ptr_array_new();
    g_autoptr(GPtrArray) missing = g_ptr_array_new();
    if (both)
        add_measured(measured, missing, report->run->base);
    add_measured(measured, missing, report->run->results);
    if (missing->len > 0) {
        g_autofree char *list = list_missing(missing);
        report_note(report, "%s leaves out %u %s without a time: %s", format, missing->len,
                    missing->len == 1 ? "case" : "cases", list);
    }
    return measured;
}

GPtrArray *counted_metrics(const struct result *result)
{
    GPtrArray *counted = g_ptr_array_new();
    for (guint i = 0; i < result->metrics->len; i++) {
        struct metric *metric = g_ptr_array_index(result->metrics, i);
        if (strcmp(metric->source, SOURCE_TIME) != 0 && isfinite(metric->value))
            g_ptr_array_add(counted, metric);
    }
    return counted;
}

GHashTable *names_new(void)
{
    return unique_new();
}

static char *numbered(const char *name, unsigned n)
{
    return g_strdup_printf("%s#%02u", name, n - 1);
}

char *name_once(GHashTable *taken, const char *text)
{
    g_autofree char *printable = text_printable(text);
    return unique_take(taken, printable, numbered);
}

void put_words(json_t *object, const char *key, const char *text)
{
    g_autofree char *printable = g_strstrip(text_printable(text));
    json_put_text(object, key, *printable ? printable : NULL);
}

void append_json(GString *out, json_t *value)
{
    json_append(out, value, JSON_INDENT(1));
    g_string_append_c(out, '\n');
}
