// SPDX-License-Identifier: MIT
// Latencies over the share of iterations that took no longer, on an axis that has room for the
// tail: a line for each alternative, of two builds dashed for base.
#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "reports/charts/chart_kinds.h"
#include "reports/charts/chart_lines.h"
#include "reports/charts/templates.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

// One case's line.
struct curve {
    const struct result *result;
    char *key;
    unsigned colour; // counts from 1; head's and base's are the same
    bool is_base;
};

static void curve_free(void *data)
{
    struct curve *curve = data;
    g_free(curve->key);
    g_free(curve);
}

static void add_curve(GPtrArray *curves, const struct result *result, unsigned colour, bool is_base,
                      const char *side)
{
    enum { KEY_COLUMNS = 30 };
    if (result == NULL || result->tail == NULL || result->tail->len < 2)
        return;
    struct curve *curve = g_new(struct curve, 1);
    g_autofree char *label = case_label(result->bench_case);
    g_autofree char *key = g_strconcat(label, side, NULL);
    *curve = (struct curve){result, text_keep_ends(key, KEY_COLUMNS), colour, is_base};
    g_ptr_array_add(curves, curve);
}

static GPtrArray *curves_of(const struct run *run, const struct group *group)
{
    enum { MOST_CURVES = 16 };
    GPtrArray *curves = g_ptr_array_new_with_free_func(curve_free);
    bool has_sides = run_has_sides(run);
    for (guint i = 0; i < group->results->len && curves->len < MOST_CURVES; i++) {
        const struct result *result = g_ptr_array_index(group->results, i);
        if (has_sides)
            add_curve(curves, run_find_base(run, result->bench_case->id), i + 1, true, " base");
        add_curve(curves, result, i + 1, false, has_sides ? " head" : "");
    }
    return curves;
}

// One of how many iterations takes longer: 1, 10, 100, ...; 1 at the share 0.
static double rarity(double share)
{
    return 1 / (1 - share);
}

struct extent {
    double rarest, low_ns, high_ns;
};

static struct extent add_points(struct chart *chart, const GPtrArray *curves)
{
    struct extent extent = {1, INFINITY, 0};
    g_string_append(chart->numbers, "$points << END_OF_POINTS\n");
    for (guint i = 0; i < curves->len; i++) {
        const struct curve *curve = g_ptr_array_index(curves, i);
        const GArray *tail = curve->result->tail;
        for (guint p = 0; p < tail->len; p++) {
            const struct tail_point *point = &g_array_index(tail, struct tail_point, p);
            const double columns[] = {rarity(point->share), point->ns};
            chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
            extent.rarest = fmax(extent.rarest, columns[0]);
            extent.low_ns = fmin(extent.low_ns, point->ns);
            extent.high_ns = fmax(extent.high_ns, point->ns);
        }
        g_string_append(chart->numbers, "\n\n");
    }
    g_string_append(chart->numbers, "END_OF_POINTS\n");
    return extent;
}

static void set_axes(struct chart *chart, const struct extent *extent)
{
    // gnuplot takes a label for a format.
    static const char *const labels[] = {"0%%", "90%%", "99%%", "99.9%%", "99.99%%", "99.999%%"};
    double low = fmax(extent->low_ns, 1) / 1.2, high = extent->high_ns * 1.2;
    chart_set(chart, "x_low", 1);
    chart_set(chart, "x_high", extent->rarest * 1.1);
    chart_set(chart, "y_low", low);
    chart_set(chart, "y_high", high);
    chart_set_log_tics(chart, "y", low, high, units_round_time);
    g_string_append(chart->numbers, "set xtics ('50%%' 2");
    for (size_t i = 0; i < G_N_ELEMENTS(labels); i++)
        g_string_append_printf(chart->numbers, ", '%s' 1e%zu", labels[i], i);
    g_string_append(chart->numbers, ")\n");
}

// Colours repeat after some lines; the later ones are dotted.
static int dash_of(const struct curve *curve)
{
    enum { COLOURS = 8, DASHED = 2, DOTTED = 3 };
    if (curve->is_base)
        return DASHED;
    return curve->colour > COLOURS ? DOTTED : 1;
}

static void add_keys(struct chart *chart, const GPtrArray *curves)
{
    enum { LEFT_PIXELS = 110, PLOT_PIXELS = 640, KEY_PIXELS = 70, LEAST_HEIGHT = 460 };
    size_t columns = 0;
    chart_set(chart, "lines", curves->len);
    g_string_append_printf(chart->numbers, "array colours[%u]\narray dashes[%u]\n", curves->len,
                           curves->len);
    for (guint i = 0; i < curves->len; i++) {
        const struct curve *curve = g_ptr_array_index(curves, i);
        columns = MAX(columns, text_columns(curve->key));
        g_string_append_printf(chart->numbers, "colours[%u] = %u; dashes[%u] = %d\n", i + 1,
                               curve->colour, i + 1, dash_of(curve));
        chart_add_word(chart, curve->key, 40);
    }
    chart_set_frame(chart, LEFT_PIXELS, PLOT_PIXELS, chart_label_pixels(columns) + KEY_PIXELS,
                    LEAST_HEIGHT);
}

// The longest tail at the share that most have.
static char *describe(const GPtrArray *curves)
{
    const struct curve *worst = NULL;
    double most_ns = 0;
    for (guint i = 0; i < curves->len; i++) {
        const struct curve *curve = g_ptr_array_index(curves, i);
        double p99 = result_metric(curve->result, "latency_p99");
        if (p99 > most_ns) {
            most_ns = p99;
            worst = curve;
        }
    }
    g_autofree char *time = units_time(most_ns);
    return worst != NULL ? g_strdup_printf("%s: 1%% take longer than %s", worst->key, time)
                         : g_strdup("latencies");
}

static struct chart *plan_chart(const struct chart_plan *plan, const struct group *group)
{
    g_autoptr(GPtrArray) curves = curves_of(plan->run, group);
    if (curves->len == 0)
        return NULL;
    struct chart *chart = chart_new(CHART_LATENCY, template_latency);
    chart->name = g_strdup_printf("%s-latency", group->name);
    g_autofree char *finding = describe(curves);
    chart_add_titles(chart, plan, group, finding);
    add_keys(chart, curves);
    struct extent extent = add_points(chart, curves);
    set_axes(chart, &extent);
    return chart;
}

void chart_latency_plan(const struct chart_plan *plan)
{
    chart_plan_groups(plan, plan_chart);
}
