// SPDX-License-Identifier: MIT
// The distribution of a case: density above, samples below, a row for each process; base over head.
#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/base/text.h"
#include "framework/stats/density.h"
#include "framework/stats/quantile.h"
#include "reports/charts/chart_samples.h"
#include "reports/charts/templates.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

enum { PLACES = 256, MOST_POINTS = 400, ARM_PIXELS = 190, FRAME_PIXELS = 160, PLOT_PIXELS = 640 };

static const double *counted(const struct chart_arm *arm)
{
    return doubles_of(arm->counted);
}

// Half of the samples that count lie between these.
static void middle_half(const struct chart_arm *arm, double ends[2])
{
    ends[0] = quantile_sorted(counted(arm), arm->counted->len, 0.25);
    ends[1] = quantile_sorted(counted(arm), arm->counted->len, 0.75);
}

static char *describe(const struct chart_plan *plan, const struct chart_arms *arms)
{
    const struct chart_arm *head = &arms->arm[arms->n - 1];
    const struct comparison *comparison =
        run_find_comparison(plan->run, head->result->bench_case->id);
    if (arms->n > 1 && comparison)
        return finding_of_change(plan->run, comparison);
    g_autofree char *name = finding_name(head->result->bench_case->name);
    double ends[2];
    middle_half(head, ends);
    struct time_scale scale = time_scale_for(ends, 2);
    g_autofree char *low = units_scaled(&scale, ends[0]);
    g_autofree char *high = units_scaled(&scale, ends[1]);
    if (strcmp(low, high) == 0)
        return g_strdup_printf("half of the samples of %s take %s %s", name, low, scale.unit);
    return g_strdup_printf("half of the samples of %s take %s to %s %s", name, low, high,
                           scale.unit);
}

// No finer than the places that are drawn. Without a spread there is no curve.
static bool estimate(const struct chart_arms *arms, const struct chart_arm *arm, double *density)
{
    double step = (arms->high - arms->low) / (PLACES - 1);
    double bandwidth = density_bandwidth(counted(arm), arm->counted->len);
    return isfinite(bandwidth) &&
           density_estimate(counted(arm), arm->counted->len, fmax(bandwidth, step), arms->low,
                            arms->high, density, PLACES);
}

// All on one scale, so that areas compare.
static void add_densities(struct chart *chart, const struct chart_arms *arms, double unit_ns)
{
    double density[2][PLACES] = {{0}};
    double most = 0;
    for (size_t a = 0; a < arms->n; a++)
        if (estimate(arms, &arms->arm[a], density[a]))
            for (size_t i = 0; i < PLACES; i++)
                most = fmax(most, density[a][i]);
    g_string_append(chart->numbers, "$density << END_OF_DENSITY\n");
    for (size_t a = 0; a < arms->n; a++) {
        for (size_t i = 0; i < PLACES; i++) {
            double at = arms->low + (arms->high - arms->low) * (double)i / (PLACES - 1);
            const double columns[] = {at / unit_ns, most > 0 ? density[a][i] / most : 0};
            chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
        }
        g_string_append(chart->numbers, "\n\n");
    }
    g_string_append(chart->numbers, "END_OF_DENSITY\n");
}

// One point of several where there are many: value, row (from 0, at most 1), how it is drawn.
static void add_points(struct chart *chart, const struct chart_arms *arms, double unit_ns)
{
    g_string_append(chart->numbers, "$points << END_OF_POINTS\n");
    for (size_t a = 0; a < arms->n; a++) {
        const struct chart_arm *arm = &arms->arm[a];
        guint stride = arm->points->len * (guint)arms->n / MOST_POINTS + 1;
        for (guint i = 0; i < arm->points->len; i += stride) {
            const struct point *point = &g_array_index(arm->points, struct point, i);
            const double columns[] = {CLAMP(point->ns, arms->low, arms->high) / unit_ns,
                                      (point->process + 0.5) / arm->result->processes->len,
                                      point->is_disturbed};
            chart_add_numbers(chart, columns, G_N_ELEMENTS(columns));
        }
        g_string_append(chart->numbers, "\n\n");
    }
    g_string_append(chart->numbers, "END_OF_POINTS\n");
}

static void add_medians(struct chart *chart, const struct chart_arms *arms, double unit_ns)
{
    for (size_t a = 0; a < arms->n; a++) {
        const struct summary *summary = &arms->arm[a].result->summary;
        const double values[] = {summary->median_ns, summary->ci95_ns[0], summary->ci95_ns[1]};
        static const char *const names[] = {"median", "ci_low", "ci_high"};
        for (size_t v = 0; v < G_N_ELEMENTS(values); v++) {
            g_autofree char *variable = g_strdup_printf("%s[%zu]", names[v], a + 1);
            chart_set(chart, variable, CLAMP(values[v], arms->low, arms->high) / unit_ns);
        }
    }
}

static void add_words(struct chart *chart, const struct chart_plan *plan,
                      const struct chart_arms *arms, const char *unit)
{
    g_autofree char *finding = describe(plan, arms);
    g_autofree char *axis = g_strdup_printf("time per iteration, %s", unit);
    g_autofree char *beyond = arms_beyond_text(arms);
    chart_add_case_titles(chart, plan, arms, finding);
    chart_add_word(chart, axis, 60);
    chart_add_word(chart, beyond, 80);
    for (size_t a = 0; a < arms->n; a++)
        chart_add_word(chart, arms->n > 1 ? arms->arm[a].name : "", 20);
}

struct chart *chart_distribution(const struct chart_plan *plan, const struct chart_arms *arms)
{
    enum { LEFT_PIXELS = 110, RIGHT_PIXELS = 30 };
    const double ends[] = {arms->low, arms->high};
    struct time_scale scale = time_scale_for(ends, 2);
    const struct chart_arm *head = &arms->arm[arms->n - 1];
    struct chart *chart = chart_new(CHART_DISTRIBUTION, template_distribution);
    chart->name = g_strdup_printf("%s-distribution", head->result->bench_case->id);
    add_words(chart, plan, arms, scale.unit);
    chart_set_frame(chart, LEFT_PIXELS, PLOT_PIXELS, RIGHT_PIXELS,
                    FRAME_PIXELS + ARM_PIXELS * (double)arms->n);
    chart_add_arms(chart, arms);
    chart_set(chart, "x_low", arms->low / scale.unit_ns);
    chart_set(chart, "x_high", arms->high / scale.unit_ns);
    g_string_append(chart->numbers, "array median[2]\narray ci_low[2]\narray ci_high[2]\n");
    add_medians(chart, arms, scale.unit_ns);
    add_densities(chart, arms, scale.unit_ns);
    add_points(chart, arms, scale.unit_ns);
    return chart;
}
