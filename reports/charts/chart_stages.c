// SPDX-License-Identifier: MIT
// What an iteration spends in each of its stages, stacked: a bar for each case, of two builds one
// for each side. A stage is without the spans within it, so that nothing is there twice; what is in
// no span comes last.
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/result/stage.h"
#include "reports/charts/chart_kinds.h"
#include "reports/charts/templates.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

// The colours there are; more stages are one together, the last.
enum { MOST_STAGES = 8, MOST_BARS = 40, LABEL_COLUMNS = 48 };

struct bar {
    const struct result *result;
    char *label;
};

static void bar_free(void *data)
{
    struct bar *bar = data;
    g_free(bar->label);
    g_free(bar);
}

static double own_ns(const struct result *result, const char *stage)
{
    g_autofree char *name = g_strconcat(STAGE_PREFIX, stage, ".", stage_part_word(STAGE_OWN), NULL);
    double ns = result_metric(result, name);
    return ns > 0 ? ns : 0;
}

// Adds the stages of a result that are not yet known, in the order of their first use; whether it
// has one that is new or takes time.
static bool collect_stages(GPtrArray *stages, GHashTable *seen, const struct result *result)
{
    bool has_some = false;
    for (guint i = 0; i < result->metrics->len; i++) {
        const struct metric *metric = g_ptr_array_index(result->metrics, i);
        enum stage_part part = STAGE_TIME;
        g_autofree char *label = NULL;
        if (!stage_read(metric, &label, &part) || part != STAGE_OWN)
            continue;
        has_some = has_some || metric->value > 0;
        if (g_hash_table_contains(seen, label))
            continue;
        has_some = true;
        g_hash_table_add(seen, label);
        g_ptr_array_add(stages, g_steal_pointer(&label));
    }
    return has_some;
}

static void add_bar(GPtrArray *bars, GPtrArray *stages, GHashTable *seen,
                    const struct result *result, const char *side)
{
    if (result == NULL || bars->len == MOST_BARS || !(result->summary.median_ns > 0) ||
        !collect_stages(stages, seen, result))
        return;
    struct bar *bar = g_new(struct bar, 1);
    g_autofree char *label = case_label(result->bench_case);
    *bar = (struct bar){result, g_strconcat(label, side, NULL)};
    g_ptr_array_add(bars, bar);
}

static GPtrArray *bars_of(const struct run *run, const struct group *group, GPtrArray *stages)
{
    GPtrArray *bars = g_ptr_array_new_with_free_func(bar_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
    bool has_sides = run_has_sides(run);
    for (guint i = 0; i < group->results->len; i++) {
        const struct result *result = g_ptr_array_index(group->results, i);
        if (has_sides)
            add_bar(bars, stages, seen, run_find_base(run, result->bench_case->id), " base");
        add_bar(bars, stages, seen, result, has_sides ? " head" : "");
    }
    return bars;
}

// What a bar has of a colour, from 0.
static double part_ns(const struct bar *bar, const GPtrArray *stages, guint colour)
{
    double ns = 0;
    guint end = colour == MOST_STAGES - 1 ? stages->len : MIN(colour + 1, stages->len);
    for (guint i = colour; i < end; i++)
        ns += own_ns(bar->result, g_ptr_array_index(stages, i));
    return ns;
}

// Where each part of a bar begins and ends; returns where the last does. `rest_ns` becomes what is
// in no span, if that is more.
static double add_parts(struct chart *chart, const struct bar *bar, const GPtrArray *stages,
                        unsigned row, double *rest_ns)
{
    double end_ns = 0;
    guint n = MIN(stages->len, MOST_STAGES);
    for (guint colour = 0; colour <= n; colour++) {
        double ns = colour < n ? part_ns(bar, stages, colour)
                               : fmax(bar->result->summary.median_ns - end_ns, 0);
        const double columns[] = {row, end_ns, end_ns + ns, colour + 1};
        chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
        end_ns += ns;
        *rest_ns = colour == n ? fmax(*rest_ns, ns) : *rest_ns;
    }
    return end_ns;
}

// The stage that has most of a bar.
static char *describe(const GPtrArray *bars, const GPtrArray *stages)
{
    double most = 0;
    const struct bar *of = g_ptr_array_index(bars, 0);
    const char *stage = "";
    for (guint i = 0; i < bars->len; i++) {
        const struct bar *bar = g_ptr_array_index(bars, i);
        double whole_ns = 0;
        for (guint s = 0; s < stages->len; s++)
            whole_ns += own_ns(bar->result, g_ptr_array_index(stages, s));
        whole_ns = fmax(whole_ns, bar->result->summary.median_ns);
        for (guint s = 0; s < stages->len; s++) {
            double share = own_ns(bar->result, g_ptr_array_index(stages, s)) / whole_ns;
            if (!(share > most))
                continue;
            most = share;
            of = bar;
            stage = g_ptr_array_index(stages, s);
        }
    }
    g_autofree char *label = text_keep_tail(of->label, LABEL_COLUMNS);
    g_autofree char *name = finding_name(stage);
    return g_strdup_printf("%s: %s takes %.0f%% of the time", label, name, 100 * most);
}

// Names of the stages, then of the rows with their times.
static void add_names(struct chart *chart, const GPtrArray *bars, const GPtrArray *stages)
{
    enum { KEY_COLUMNS = 24, ROW_PIXELS = 38, FRAME_PIXELS = 180, PLOT_PIXELS = 560 };
    size_t keys = strlen("in no span"), labels = 0;
    for (guint i = 0; i < MIN(stages->len, MOST_STAGES); i++) {
        bool is_rest = i == MOST_STAGES - 1 && stages->len > MOST_STAGES;
        g_autofree char *name = text_printable(g_ptr_array_index(stages, i));
        chart_add_word(chart, is_rest ? "other spans" : name, KEY_COLUMNS);
        keys = MAX(keys, text_columns(g_ptr_array_index(chart->words, chart->words->len - 1)));
    }
    chart_add_word(chart, "in no span", KEY_COLUMNS);
    for (guint i = 0; i < bars->len; i++) {
        const struct bar *bar = g_ptr_array_index(bars, i);
        g_autofree char *time = units_time(bar->result->summary.median_ns);
        g_autofree char *label = g_strdup_printf("%s  %s", bar->label, time);
        chart_add_word(chart, label, LABEL_COLUMNS);
        labels = MAX(labels, text_columns(g_ptr_array_index(chart->words, chart->words->len - 1)));
    }
    chart_set(chart, "rows", bars->len);
    chart_set(chart, "stages", MIN(stages->len, MOST_STAGES));
    chart_set_frame(chart, chart_label_pixels(labels) + 24, PLOT_PIXELS,
                    chart_label_pixels(keys) + 60,
                    fmax(FRAME_PIXELS + ROW_PIXELS * bars->len,
                         FRAME_PIXELS + 24.0 * (MIN(stages->len, MOST_STAGES) + 1)));
}

static struct chart *plan_chart(const struct chart_plan *plan, const struct group *group)
{
    g_autoptr(GPtrArray) stages = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) bars = bars_of(plan->run, group, stages);
    double longest_ns = 0, rest_ns = 0;
    if (bars->len == 0)
        return NULL;
    struct chart *chart = chart_new(CHART_STAGES, template_stages);
    chart->name = g_strdup_printf("%s-stages", group->name);
    g_autofree char *finding = describe(bars, stages);
    chart_add_titles(chart, plan, group, finding);
    add_names(chart, bars, stages);
    g_string_append(chart->numbers, "$parts << END_OF_PARTS\n");
    for (guint i = 0; i < bars->len; i++)
        longest_ns =
            fmax(longest_ns, add_parts(chart, g_ptr_array_index(bars, i), stages, i + 1, &rest_ns));
    g_string_append(chart->numbers, "END_OF_PARTS\n");
    chart_set(chart, "has_rest", rest_ns > 0);
    chart_set(chart, "x_high", longest_ns * 1.02);
    chart_set_even_tics(chart, "x", 0, longest_ns * 1.02, units_round_time);
    return chart;
}

void chart_stages_plan(const struct chart_plan *plan)
{
    chart_plan_groups(plan, plan_chart);
}
