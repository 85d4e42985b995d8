// SPDX-License-Identifier: MIT
#include "reports/charts/chart_history.h"

#include <math.h>
#include <string.h>

#include "framework/base/array.h"
#include "framework/history/series.h"
#include "reports/charts/templates.h"
#include "reports/words/history_words.h"
#include "reports/words/units.h"

enum { PLOT_PIXELS = 720, PLOT_HEIGHT = 420, MOST_TICS = 12 };

// A series as it is drawn.
struct drawn {
    struct chart *chart;
    const struct history_series *series;
    const struct history_point *points;
    const GArray *steps; // struct history_step; NULL: none
    guint n;
    double unit;      // that values are divided by
    double low, high; // of the axis
};

// What the labels of steps, in up to three rows, add to the upper half of the axis.
static double room_for_steps(const struct drawn *drawn)
{
    const double row = 0.14;
    return drawn->steps != NULL ? row * MIN(drawn->steps->len, 3) : 0;
}

// All values and intervals that say something of them, and at least a tenth of the middle, so that
// noise looks small.
static void set_extent(struct drawn *drawn)
{
    const double least_share = 0.1, air = 1.08;
    double low = INFINITY, high = -INFINITY;
    for (guint i = 0; i < drawn->n; i++) {
        const struct history_point *point = &drawn->points[i];
        bool is_wide = history_is_wide(point);
        low =
            fmin(low, fmin(point->value, is_wide ? (double)NAN : point->low)); // passes over a NAN
        high = fmax(high, fmax(point->value, is_wide ? (double)NAN : point->high));
    }
    double middle = low / 2 + high / 2;
    double reach = fmax(air * (high / 2 - low / 2), fabs(middle) * least_share / 2);
    if (!(reach > 0) || !isfinite(reach))
        reach = 1;
    drawn->low = middle - reach;
    drawn->high = middle + reach * (1 + room_for_steps(drawn));
    chart_set(drawn->chart, "y_low", drawn->low / drawn->unit);
    chart_set(drawn->chart, "y_high", drawn->high / drawn->unit);
}

static void add_points(const struct drawn *drawn)
{
    g_string_append(drawn->chart->numbers, "$points << END_OF_POINTS\n");
    for (guint i = 0; i < drawn->n; i++) {
        const struct history_point *point = &drawn->points[i];
        double low = isnan(point->low) ? point->low : fmax(point->low, drawn->low);
        double high = isnan(point->high) ? point->high : fmin(point->high, drawn->high);
        const double columns[] = {i + 1, point->value / drawn->unit, low / drawn->unit,
                                  high / drawn->unit, point->run->is_dirty};
        chart_add_numbers(drawn->chart, columns, G_N_ELEMENTS(columns));
    }
    g_string_append(drawn->chart->numbers, "END_OF_POINTS\n");
}

// `array NAME[n]`, with at least one element, which gnuplot needs.
static void add_array(struct chart *chart, const char *name, const GArray *places)
{
    g_string_append_printf(chart->numbers, "array %s[%u]\n", name, MAX(places->len, 1));
    for (guint i = 0; i < places->len; i++)
        g_string_append_printf(chart->numbers, "%s[%u] = %g\n", name, i + 1,
                               g_array_index(places, double, i));
}

static void add_tics(const struct drawn *drawn)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(double));
    guint every = (drawn->n + MOST_TICS - 1) / MOST_TICS;
    for (guint i = 0; i < drawn->n; i += every) {
        double place = i + 1;
        g_autofree char *commit = history_commit_name(drawn->points[i].run);
        chart_add_word(drawn->chart, commit, 14);
        g_array_append_val(places, place);
    }
    add_array(drawn->chart, "tic_at", places);
    chart_set(drawn->chart, "tics", places->len);
}

static void add_level(const struct drawn *drawn, guint first, guint end, double value)
{
    const double columns[] = {first + 0.6, end + 0.4, value / drawn->unit};
    chart_add_numbers(drawn->chart, columns, G_N_ELEMENTS(columns));
}

static char *say_step(const struct drawn *drawn, const struct history_step *step)
{
    g_autofree char *change =
        history_step_change(drawn->series, step->before, step->after, step->ratio);
    g_autofree char *commit = history_commit_name(drawn->points[step->at].run);
    return g_strdup_printf("%s %s", change, commit);
}

static void add_steps(const struct drawn *drawn)
{
    guint n_steps = drawn->steps != NULL ? drawn->steps->len : 0, first = 0;
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(double));
    g_string_append(drawn->chart->numbers, "$levels << END_OF_LEVELS\n");
    for (guint i = 0; i < n_steps; i++) {
        const struct history_step *step = &g_array_index(drawn->steps, struct history_step, i);
        double place = step->at + 0.5;
        g_autofree char *words = say_step(drawn, step);
        chart_add_word(drawn->chart, words, 40);
        g_array_append_val(places, place);
        add_level(drawn, first, step->at, step->before);
        first = step->at;
        if (i + 1 == n_steps)
            add_level(drawn, first, drawn->n, step->after);
    }
    g_string_append(drawn->chart->numbers, "END_OF_LEVELS\n");
    add_array(drawn->chart, "step_at", places);
    chart_set(drawn->chart, "steps", n_steps);
    chart_set(drawn->chart, "levels", n_steps > 0 ? n_steps + 1 : 0);
}

static double choose_unit(const struct drawn *drawn, char **label)
{
    const struct history_series *series = drawn->series;
    bool is_time = strcmp(series->metric, HISTORY_TIME) == 0;
    bool has_unit = *series->unit != '\0';
    if (is_time) {
        struct time_scale scale = time_scale_for(&drawn->points[drawn->n - 1].value, 1);
        *label = g_strdup_printf("time per iteration, %s", scale.unit);
        return scale.unit_ns;
    }
    *label = g_strdup_printf("%s%s%s", series->metric, has_unit ? ", " : "", series->unit);
    return 1;
}

static void add_words(const struct drawn *drawn, const char *label)
{
    g_autofree char *finding = history_finding(drawn->series, drawn->steps);
    g_autofree char *about = history_about(drawn->series);
    chart_add_word(drawn->chart, finding, 90);
    chart_add_word(drawn->chart, about, 120);
    g_autofree char *normalised = history_normalised(drawn->series);
    bool has_steps = drawn->steps != NULL && drawn->steps->len > 0;
    g_autofree char *order = g_strconcat("commits in their order; a ring: with changes",
                                         has_steps ? "; dashes: a step; thick: the level" : "",
                                         normalised != NULL ? "; " : "", normalised, NULL);
    chart_add_word(drawn->chart, order, 150);
    chart_add_word(drawn->chart, label, 60);
}

static struct chart *draw_series(const struct history_report *report,
                                 const struct history_series *series)
{
    enum { LEFT_PIXELS = 110, RIGHT_PIXELS = 60 };
    struct drawn drawn = {
        .chart = chart_new(CHART_HISTORY, template_history),
        .series = series,
        .points = elements_of(series->points, struct history_point),
        .steps = report->steps != NULL ? g_hash_table_lookup(report->steps, series) : NULL,
        .n = series->points->len,
    };
    struct chart *chart = drawn.chart;
    g_autofree char *label = NULL;
    drawn.unit = choose_unit(&drawn, &label);
    chart->name = g_strdup_printf("%s-%s", series->case_id, series->metric);
    chart->case_id = series->case_id;
    add_words(&drawn, label);
    chart_set_frame(chart, LEFT_PIXELS, PLOT_PIXELS, RIGHT_PIXELS, PLOT_HEIGHT);
    chart_set(chart, "x_high", drawn.n + 0.5);
    set_extent(&drawn);
    add_tics(&drawn);
    add_points(&drawn);
    add_steps(&drawn);
    return chart;
}

struct planned chart_history_plan(const struct history_report *report, guint most)
{
    struct planned planned = {
        .groups = g_ptr_array_new(),
        .charts = g_ptr_array_new_with_free_func((GDestroyNotify)chart_free),
    };
    const GPtrArray *all = report->reading->series;
    for (guint i = 0; i < all->len; i++) {
        const struct history_series *series = g_ptr_array_index(all, i);
        if (series->points->len < 2)
            continue;
        if (planned.charts->len < most)
            g_ptr_array_add(planned.charts, draw_series(report, series));
        else
            planned.n_cases++;
    }
    planned_name(&planned);
    return planned;
}
