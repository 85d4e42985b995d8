// SPDX-License-Identifier: MIT
// Throughput of all threads together over their number, a line for each alternative, next to what
// it would be if each thread did as much as one alone.
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/lookup.h"
#include "reports/charts/chart_kinds.h"
#include "reports/charts/chart_lines.h"
#include "reports/charts/templates.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

static void line_free(void *data)
{
    struct line *line = data;
    g_ptr_array_unref(line->results);
    g_free(line->key);
    g_free(line);
}

static gint compare_threads(gconstpointer a, gconstpointer b)
{
    unsigned x = (*(const struct result *const *)a)->bench_case->threads;
    unsigned y = (*(const struct result *const *)b)->bench_case->threads;
    return (x > y) - (x < y);
}

static gconstpointer case_of_line(gconstpointer line)
{
    return ((const struct line *)line)->bench_case;
}

static guint hash_case(gconstpointer bench_case)
{
    const struct bench_case *key = bench_case;
    guint hash = hash_text_and(key->name, hash_int64(&key->arg));
    return key->variant != NULL ? hash_text_and(key->variant, hash) : hash;
}

static gboolean is_same_case(gconstpointer a, gconstpointer b)
{
    const struct bench_case *one = a, *other = b;
    return strcmp(one->name, other->name) == 0 && one->arg == other->arg &&
           g_strcmp0(one->variant, other->variant) == 0;
}

// Within a group.
static const struct lookup_key line_by_case = {case_of_line, hash_case, is_same_case};

static char *name_of(const struct bench_case *bench_case)
{
    g_autofree char *whole = alternative_label(bench_case->name, bench_case->variant, 1);
    g_autofree char *name = finding_name(whole);
    g_autofree char *argument = case_argument(bench_case, true);
    return *argument != '\0' ? g_strdup_printf("%s/%s", name, argument) : g_steal_pointer(&name);
}

static GPtrArray *lines_over_threads(const struct group *group)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    struct lookup lookup = {.key = &line_by_case};
    for (guint i = 0; i < group->results->len; i++) {
        struct result *result = g_ptr_array_index(group->results, i);
        if (!result->bench_case->has_threads || isnan(result_ranked_ns(result)))
            continue;
        struct line *line = lookup_find(&lookup, lines, result->bench_case);
        if (line == NULL) {
            line = g_new(struct line, 1);
            *line = (struct line){result->bench_case, g_ptr_array_new(), lines->len + 1,
                                  name_of(result->bench_case)};
            g_ptr_array_add(lines, line);
        }
        g_ptr_array_add(line->results, result);
    }
    lookup_clear(&lookup);
    for (guint i = 0; i < lines->len; i++)
        g_ptr_array_sort(((struct line *)g_ptr_array_index(lines, i))->results, compare_threads);
    return lines;
}

// Iterations, or items where the body says how many an iteration handles, per second.
static double rate_of(const struct result *result, double ns)
{
    const double ns_per_s = 1e9;
    double items = result->items > 0 ? result->items : 1;
    return (double)result->bench_case->threads * items * ns_per_s / ns;
}

static bool spot_of(const struct result *result, G_GNUC_UNUSED const void *data, struct spot *spot)
{
    const double *ci95_ns = result->summary.ci95_ns;
    *spot = (struct spot){result->bench_case->threads, rate_of(result, result_ranked_ns(result)),
                          rate_of(result, ci95_ns[1]), rate_of(result, ci95_ns[0])};
    return true;
}

// What each line would be from its fewest threads on.
static double add_ideals(struct chart *chart, const GPtrArray *lines)
{
    double highest = 0;
    g_string_append(chart->numbers, "$ideals << END_OF_IDEALS\n");
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        const struct result *first = g_ptr_array_index(line->results, 0);
        const struct result *last = g_ptr_array_index(line->results, line->results->len - 1);
        double from = first->bench_case->threads, to = last->bench_case->threads;
        double rate = rate_of(first, result_ranked_ns(first));
        const double begin[] = {from, rate}, end[] = {to, rate * to / from};
        chart_add_numbers(chart, begin, G_N_ELEMENTS(begin));
        chart_add_numbers(chart, end, G_N_ELEMENTS(end));
        g_string_append(chart->numbers, "\n\n");
        highest = fmax(highest, end[1]);
    }
    g_string_append(chart->numbers, "END_OF_IDEALS\n");
    return highest;
}

// The line that gains most from its most threads.
static char *describe(const GPtrArray *lines)
{
    const struct line *best = g_ptr_array_index(lines, 0);
    double most = 0;
    unsigned threads = 1;
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        const struct result *first = g_ptr_array_index(line->results, 0);
        const struct result *last = g_ptr_array_index(line->results, line->results->len - 1);
        double gain =
            rate_of(last, result_ranked_ns(last)) / rate_of(first, result_ranked_ns(first));
        if (!(gain > most))
            continue;
        best = line;
        most = gain;
        threads = last->bench_case->threads;
    }
    g_autofree char *times = units_speedup(1 / most);
    return g_strdup_printf("%s scales best: %s with %u threads", best->key, times, threads);
}

static bool has_several(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        if (((const struct line *)g_ptr_array_index(lines, i))->results->len > 1)
            return true;
    return false;
}

static bool has_items(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = g_ptr_array_index(lines, i);
        if (!(((const struct result *)g_ptr_array_index(line->results, 0))->items > 0))
            return false;
    }
    return true;
}

static void set_axes(struct chart *chart, const struct spots *spots, double highest)
{
    double top = fmax(spots->y_high, highest) * 1.08;
    chart_set(chart, "x_low", spots->x_low - 0.1 * (spots->x_high - spots->x_low));
    chart_set(chart, "x_high", spots->x_high + 0.1 * (spots->x_high - spots->x_low));
    chart_set(chart, "y_low", 0);
    chart_set(chart, "y_high", top);
    chart_set_even_tics(chart, "y", 0, top, units_item_rate);
}

static struct chart *plan_chart(const struct chart_plan *plan, const struct group *group)
{
    g_autoptr(GPtrArray) lines = lines_over_threads(group);
    if (lines->len == 0 || !has_several(lines))
        return NULL;
    struct chart *chart = chart_new(CHART_THREADS, template_threads);
    chart->name = g_strdup_printf("%s-over-threads", group->name);
    g_autofree char *finding = describe(lines);
    chart_add_titles(chart, plan, group, finding);
    chart_add_word(chart, has_items(lines) ? "items of all threads" : "iterations of all threads",
                   60);
    chart_add_lines(chart, lines);
    struct spots spots = chart_add_spots(chart, lines, spot_of, NULL);
    set_axes(chart, &spots, add_ideals(chart, lines));
    return chart;
}

void chart_threads_plan(const struct chart_plan *plan)
{
    chart_plan_groups(plan, plan_chart);
}
