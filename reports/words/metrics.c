// SPDX-License-Identifier: MIT
#include "reports/words/metrics.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/harness/counter_table.h"
#include "framework/result/stage.h"
#include "framework/result/summary.h"
#include "reports/words/units.h"

static char *rate_text(const struct metric *metric)
{
    return strcmp(metric->unit, "B/s") == 0 ? units_byte_rate(metric->value)
                                            : units_item_rate(metric->value);
}

static char *share_text(const struct metric *metric)
{
    return g_strchomp(g_strdup_printf("%.2f %s", metric->value, cpu_share_word(metric->value)));
}

char *metric_text(const struct metric *metric)
{
    if (!isfinite(metric->value))
        return g_strdup("");
    if (strcmp(metric->unit, "B/s") == 0 || strcmp(metric->unit, "/s") == 0)
        return rate_text(metric);
    if (strcmp(metric->name, "cpu_share") == 0)
        return share_text(metric);
    if (strcmp(metric->unit, "B") == 0 && metric_kind_find(metric->name) != NULL)
        return units_bytes(metric->value);
    if (strcmp(metric->unit, "ns") == 0 &&
        (metric_kind_find(metric->name) != NULL || strcmp(metric->source, SOURCE_SPAN) == 0))
        return units_time(metric->value);
    g_autofree char *count = units_count(metric->value);
    return g_strconcat(metric_is_estimate(metric) ? "~" : "", count, NULL);
}

// "fetch", "fetch p99"; NULL if it is not of a stage.
static char *stage_title(const struct metric *metric)
{
    enum stage_part part = STAGE_TIME;
    g_autofree char *label = NULL;
    if (!stage_read(metric, &label, &part))
        return NULL;
    return part == STAGE_TIME ? g_steal_pointer(&label)
                              : g_strconcat(label, " ", stage_part_word(part), NULL);
}

char *metric_title(const struct metric *metric)
{
    enum { TITLE_COLUMNS = 30 };
    const struct metric_kind *kind = metric_kind_find(metric->name);
    if (kind != NULL)
        return g_strdup(kind->title);
    g_autofree char *whole = stage_title(metric);
    if (whole == NULL)
        whole = g_strconcat(metric->name, *metric->unit ? " " : "", metric->unit, NULL);
    g_autofree char *printable = text_printable(whole);
    return text_keep_tail(printable, TITLE_COLUMNS);
}

bool metric_is_optional(const struct metric *metric)
{
    enum stage_part part = STAGE_TIME;
    if (stage_read(metric, NULL, &part))
        return part != STAGE_TIME;
    return metric_kind_find(metric->name) != NULL && strcmp(metric->name, "cpu_share") != 0;
}

const struct metric *metric_like(const struct result *result, const struct metric *other)
{
    const struct metric *metric = result_find_metric(result, other->name);
    return metric != NULL && strcmp(metric->unit, other->unit) == 0 ? metric : NULL;
}

static bool is_telling(const struct result *result, const struct metric *metric)
{
    enum stage_part part = STAGE_TIME;
    if (stage_read(metric, NULL, &part)) // its own time is there for charts
        return part != STAGE_OWN && (part != STAGE_COUNT || metric->value != 1);
    bool is_command = result->bench_case->command != NULL;
    if (strcmp(metric->name, "exit_code") == 0 && is_command)
        return metric->value != 0;
    if (strcmp(metric->name, "cpu_share") != 0)
        return true;
    if (is_command) // user and system say the rest
        return metric->value < 0.5 || metric->value > 1.1;
    return metric->value < 0.5 || (result->bench_case->uses_all_cpus && isfinite(metric->value));
}

// The first useful metric of each name and unit, in order of appearance.
static GPtrArray *distinct_metrics(const GPtrArray *results)
{
    GPtrArray *distinct = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (guint i = 0; i < results->len; i++) {
        const struct result *result = g_ptr_array_index(results, i);
        for (guint m = 0; m < result->metrics->len; m++) {
            struct metric *metric = g_ptr_array_index(result->metrics, m);
            g_autofree char *key = g_strconcat(metric->name, "\n", metric->unit, NULL);
            if (is_telling(result, metric) && g_hash_table_add(seen, g_steal_pointer(&key)))
                g_ptr_array_add(distinct, metric);
        }
    }
    return distinct;
}

// A table has at most four places for each value, whatever a file holds: 100,000 cases with a
// metric of their own each would have 10^10.
static guint most_columns(const GPtrArray *results)
{
    enum { ALWAYS = 100, SPARSEST = 4 };
    gsize values = 0;
    for (guint i = 0; i < results->len; i++)
        values += ((const struct result *)g_ptr_array_index(results, i))->metrics->len;
    return (guint)MIN(MAX(ALWAYS, SPARSEST * values / MAX(results->len, 1)), G_MAXINT);
}

static GPtrArray *all_columns(const GPtrArray *results)
{
    g_autoptr(GPtrArray) distinct = distinct_metrics(results);
    GPtrArray *columns = g_ptr_array_new();
    for (const struct metric_kind *kind = metric_kinds; kind->name != NULL; kind++)
        for (guint i = 0; i < distinct->len; i++)
            if (metric_kind_find(((struct metric *)distinct->pdata[i])->name) == kind)
                g_ptr_array_add(columns, distinct->pdata[i]);
    for (guint i = 0; i < distinct->len; i++)
        if (metric_kind_find(((struct metric *)distinct->pdata[i])->name) == NULL)
            g_ptr_array_add(columns, distinct->pdata[i]);
    return columns;
}

GPtrArray *metric_columns(const GPtrArray *results)
{
    GPtrArray *columns = all_columns(results);
    g_ptr_array_set_size(columns, (gint)MIN(columns->len, most_columns(results)));
    return columns;
}

char *metric_columns_note(const GPtrArray *results)
{
    g_autoptr(GPtrArray) columns = all_columns(results);
    return columns->len <= most_columns(results)
               ? NULL
               : g_strdup_printf("there are %u metrics, most of them in few cases: some have no "
                                 "column in tables, but `--format json` has all",
                                 columns->len);
}

GPtrArray *metrics_shown(const struct result *result)
{
    g_autoptr(GPtrArray) results = g_ptr_array_new();
    g_ptr_array_add(results, (gpointer)result);
    g_autoptr(GPtrArray) columns = metric_columns(results);
    GPtrArray *shown = g_ptr_array_new();
    for (guint i = 0; i < columns->len; i++)
        if (isfinite(((const struct metric *)columns->pdata[i])->value))
            g_ptr_array_add(shown, columns->pdata[i]);
    return shown;
}

static bool is_called(const struct metric *metric, const char *word)
{
    const struct metric_kind *kind = metric_kind_find(metric->name);
    return g_ascii_strcasecmp(metric->name, word) == 0 ||
           (kind != NULL && g_ascii_strcasecmp(kind->title, word) == 0);
}

const struct metric *metric_find_called(const struct result *result, const char *word)
{
    for (guint m = 0; m < result->metrics->len; m++)
        if (is_called(g_ptr_array_index(result->metrics, m), word))
            return g_ptr_array_index(result->metrics, m);
    return NULL;
}

void metric_append_names(GString *out, const GPtrArray *metrics)
{
    for (guint i = 0; i < metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(metrics, i);
        const struct metric_kind *kind = metric_kind_find(metric->name);
        g_autofree char *name = text_printable(kind ? kind->title : metric->name);
        g_string_append_printf(out, ", %s", name);
    }
}

// What the legend says of a metric from this source, after its title; NULL: nothing.
static char *explain(const struct metric *metric)
{
    const struct metric_kind *kind = metric_kind_find(metric->name);
    if (metric_is_estimate(metric))
        return g_strdup(
            " with ~: estimated from a chain of dependent additions timed alongside the "
            "samples.");
    if (strcmp(metric->source, SOURCE_HARDWARE) == 0 || strcmp(metric->source, SOURCE_TIME) == 0 ||
        strcmp(metric->source, SOURCE_COMMAND) == 0)
        return kind && kind->about ? g_strdup_printf(": %s.", kind->about) : NULL;
    if (strcmp(metric->source, SOURCE_BODY) == 0 || strcmp(metric->source, SOURCE_SPAN) == 0)
        return NULL;
    bool is_counter = kind != NULL && kind < metric_kinds + COUNTERS;
    if (kind != NULL && !is_counter)
        return kind->about != NULL ? g_strdup_printf(": %s.", kind->about) : NULL;
    g_autofree char *source = text_printable(metric->source);
    return g_strdup_printf(": counted%s in the pass `%s`.", metric->is_exact ? " exactly," : "",
                           source);
}

// A sentence for each source that the metric of a column has among the results.
static void add_sentences(GPtrArray *sentences, const GPtrArray *results,
                          const struct metric *column)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
    g_autofree char *title = metric_title(column);
    for (guint i = 0; i < results->len; i++) {
        const struct metric *metric =
            result_find_metric(g_ptr_array_index(results, i), column->name);
        if (metric == NULL || !isfinite(metric->value) || !g_hash_table_add(seen, metric->source))
            continue;
        g_autofree char *words = explain(metric);
        if (words != NULL)
            g_ptr_array_add(sentences,
                            g_strdup_printf("%c%s%s", g_ascii_toupper(title[0]), title + 1, words));
    }
}

static bool is_chosen(const struct metric *metric, char *const *words)
{
    bool is_chosen = words == NULL;
    for (; words != NULL && *words != NULL; words++)
        is_chosen = is_chosen || is_called(metric, *words) ||
                    (metric_kind_find(metric->name) && g_ascii_strcasecmp(*words, "metrics") == 0);
    return is_chosen;
}

// Others are what the body says; requests are always timed by the clock.
static bool has_clock_latencies(const struct run *run)
{
    bool has_some = false;
    for (guint i = 0; i < run->results->len && !has_some; i++) {
        const struct result *result = g_ptr_array_index(run->results, i);
        bool is_by_clock = !result->has_own_time || result_find_metric(result, "requests") != NULL;
        has_some = is_by_clock && result_find_metric(result, "latency_p50") != NULL;
    }
    return has_some;
}

static void add_clock(GPtrArray *sentences, const struct run *run)
{
    g_autofree char *cost = units_time(run->clock.cost_ns);
    g_autofree char *name = run->clock.name != NULL ? text_printable(run->clock.name) : NULL;
    if (*cost != '\0' && name != NULL && has_clock_latencies(run))
        g_ptr_array_add(sentences, g_strdup_printf("A reading of the clock, %s of %s, is part of "
                                                   "each and not subtracted.",
                                                   cost, name));
}

// One sentence for all stages, after the last.
static void add_stages(GPtrArray *sentences, const GPtrArray *columns, char *const *words)
{
    g_autoptr(GString) names = g_string_new(NULL);
    guint n = 0, counts = 0;
    for (guint i = 0; i < columns->len; i++) {
        enum stage_part part = STAGE_TIME;
        const struct metric *column = g_ptr_array_index(columns, i);
        if (!stage_read(column, NULL, &part) || !is_chosen(column, words))
            continue;
        counts += part == STAGE_COUNT;
        if (part != STAGE_TIME)
            continue;
        g_autofree char *title = metric_title(column);
        g_string_append_printf(names, "%s%s", n++ > 0 ? ", " : "", title);
    }
    if (n > 0)
        g_ptr_array_add(sentences,
                        g_strdup_printf("%s: what an iteration spends in %s%s; p50, p99: what one "
                                        "takes.",
                                        names->str, n > 1 ? "these spans" : "this span",
                                        counts > 0 ? "; count: how many it has" : ""));
}

GPtrArray *metric_legend(const struct run *run, char *const *words)
{
    GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) columns = metric_columns(run->results);
    for (guint i = 0; i < columns->len; i++) {
        const struct metric *column = g_ptr_array_index(columns, i);
        if (!is_chosen(column, words))
            continue;
        add_sentences(sentences, run->results, column);
        if (strcmp(column->name, "latency_p50") == 0)
            add_clock(sentences, run);
    }
    add_stages(sentences, columns, words);
    return sentences;
}
