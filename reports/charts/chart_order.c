// SPDX-License-Identifier: MIT
// The samples of a case in the order in which they were taken, so that drift can be seen.
#include <math.h>

#include "framework/base/array.h"
#include "framework/base/text.h"
#include "framework/stats/quantile.h"
#include "reports/charts/chart_samples.h"
#include "reports/charts/templates.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

enum { MOST_POINTS = 400, PLOT_PIXELS = 720, PLOT_HEIGHT = 430 };

// The median of the undisturbed samples from a share of the order to another; NAN: there are none.
static double median_between(const struct chart_arm *arm, double from, double to)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    guint n = arm->points->len;
    for (guint i = (guint)(from * n); i < (guint)(to * n); i++) {
        const struct point *point = &g_array_index(arm->points, struct point, i);
        if (!point->is_disturbed)
            g_array_append_val(values, point->ns);
    }
    return median_of(doubles_of(values), values->len);
}

// "lru: the last third of the samples took 0.3% longer than the first".
static char *describe(const struct chart_arms *arms)
{
    const double steady = 0.005;
    const struct chart_arm *arm = &arms->arm[arms->n - 1];
    g_autofree char *name = finding_name(arm->result->bench_case->name);
    double drift = median_between(arm, 2.0 / 3, 1) / median_between(arm, 0, 1.0 / 3) - 1;
    if (!isfinite(drift))
        return g_strdup_printf("%s: too few undisturbed samples to see a drift", name);
    if (fabs(drift) < steady)
        return g_strdup_printf("%s did not drift: the last third of the samples is within 0.5%% of "
                               "the first",
                               name);
    g_autofree char *share = units_percent(fabs(drift));
    return g_strdup_printf("%s: the last third of the samples took %s %s than the first", name,
                           share, drift > 0 ? "longer" : "less");
}

static void add_point(struct chart *chart, const struct chart_arms *arms, const struct point *point,
                      double unit_ns)
{
    const double columns[] = {point->place + 1, CLAMP(point->ns, arms->low, arms->high) / unit_ns,
                              point->is_disturbed};
    chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
}

// How many samples in a row are drawn as their lowest and highest, which still shows any drift.
static guint stretch_of(const struct chart_arms *arms)
{
    guint most = arms->arm[0].points->len;
    for (size_t a = 1; a < arms->n; a++)
        most = MAX(most, arms->arm[a].points->len);
    guint shown = MOST_POINTS / (guint)arms->n;
    return most <= shown ? 1 : (most * 2 + shown - 1) / shown;
}

static void add_stretch(struct chart *chart, const struct chart_arms *arms,
                        const struct chart_arm *arm, guint first, guint last, double unit_ns)
{
    const struct point *points = elements_of(arm->points, struct point);
    guint lowest = first, highest = first;
    for (guint i = first; i < last; i++) {
        lowest = points[i].ns < points[lowest].ns ? i : lowest;
        highest = points[i].ns > points[highest].ns ? i : highest;
    }
    add_point(chart, arms, &points[lowest], unit_ns);
    if (lowest != highest)
        add_point(chart, arms, &points[highest], unit_ns);
}

static void add_points(struct chart *chart, const struct chart_arms *arms, double unit_ns)
{
    guint stretch = stretch_of(arms);
    g_string_append(chart->numbers, "$points << END_OF_POINTS\n");
    for (size_t a = 0; a < arms->n; a++) {
        const struct chart_arm *arm = &arms->arm[a];
        for (guint i = 0; i < arm->points->len; i += stretch)
            add_stretch(chart, arms, arm, i, MIN(i + stretch, arm->points->len), unit_ns);
        g_string_append(chart->numbers, "\n\n");
    }
    g_string_append(chart->numbers, "END_OF_POINTS\n");
}

// The median of each process, from its first sample to its last.
static void add_processes(struct chart *chart, const struct chart_arms *arms, double unit_ns)
{
    g_string_append(chart->numbers, "$processes << END_OF_PROCESSES\n");
    for (size_t a = 0; a < arms->n; a++) {
        const GArray *points = arms->arm[a].points;
        g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
        for (guint i = 0, first = 0; i < points->len; i++) {
            const struct point *point = &g_array_index(points, struct point, i);
            g_array_append_val(values, point->ns);
            if (i + 1 < points->len &&
                g_array_index(points, struct point, i + 1).process == point->process)
                continue;
            double median_ns = median_of(doubles_of(values), values->len);
            const double columns[] = {g_array_index(points, struct point, first).place + 0.5,
                                      CLAMP(median_ns, arms->low, arms->high) / unit_ns,
                                      point->place + 1.5 -
                                          (g_array_index(points, struct point, first).place + 0.5)};
            chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
            g_array_set_size(values, 0);
            first = i + 1;
        }
        g_string_append(chart->numbers, "\n\n");
    }
    g_string_append(chart->numbers, "END_OF_PROCESSES\n");
}

static void add_words(struct chart *chart, const struct chart_plan *plan,
                      const struct chart_arms *arms, const char *unit)
{
    guint stretch = stretch_of(arms);
    g_autofree char *finding = describe(arms);
    g_autofree char *value_axis = g_strdup_printf("time per iteration, %s", unit);
    g_autofree char *order_axis =
        stretch == 1
            ? g_strdup("samples in the order in which they were taken")
            : g_strdup_printf("samples in their order, of each %u the lowest and highest", stretch);
    g_autofree char *beyond = arms_beyond_text(arms);
    chart_add_case_titles(chart, plan, arms, finding);
    chart_add_word(chart, order_axis, 80);
    chart_add_word(chart, value_axis, 60);
    chart_add_word(chart, beyond, 80);
    for (size_t a = 0; a < arms->n; a++)
        chart_add_word(chart, arms->arm[a].name, 20);
}

static guint count_places(const struct chart_arms *arms)
{
    guint most = 0;
    for (size_t a = 0; a < arms->n; a++) {
        const GArray *points = arms->arm[a].points;
        most = MAX(most, g_array_index(points, struct point, points->len - 1).place + 1);
    }
    return most;
}

struct chart *chart_order(const struct chart_plan *plan, const struct chart_arms *arms)
{
    enum { LEFT_PIXELS = 100, RIGHT_PIXELS = 30 };
    const double ends[] = {arms->low, arms->high};
    struct time_scale scale = time_scale_for(ends, 2);
    const struct chart_arm *head = &arms->arm[arms->n - 1];
    struct chart *chart = chart_new(CHART_ORDER, template_order);
    chart->name = g_strdup_printf("%s-order", head->result->bench_case->id);
    add_words(chart, plan, arms, scale.unit);
    chart_set_frame(chart, LEFT_PIXELS, PLOT_PIXELS, RIGHT_PIXELS, PLOT_HEIGHT);
    chart_add_arms(chart, arms);
    chart_set(chart, "x_high", count_places(arms) + 1);
    chart_set(chart, "y_low", arms->low / scale.unit_ns);
    chart_set(chart, "y_high", arms->high / scale.unit_ns);
    add_points(chart, arms, scale.unit_ns);
    add_processes(chart, arms, scale.unit_ns);
    return chart;
}
