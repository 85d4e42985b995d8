// SPDX-License-Identifier: MIT
// Two builds: a forest plot of the change of every case, worst first, in pages.
#include <math.h>

#include "framework/base/text.h"
#include "reports/charts/chart.h"
#include "reports/charts/chart_kinds.h"
#include "reports/charts/templates.h"
#include "reports/words/comparison_words.h"
#include "reports/words/finding.h"
#include "reports/words/units.h"

enum {
    LABEL_COLUMNS = 48,
    ROWS = 40, // of a page
    ROW_PIXELS = 24,
    FRAME_PIXELS = 200,
    PLOT_PIXELS = 460,
};

// What all pages share, so that they can be laid side by side.
struct axis {
    double low, high; // log ratios
    double margin;    // the largest; of a case too
};

// An interval wider than three times what was found would squeeze everything else: it is cut, and
// drawn with an arrow.
static struct axis find_axis(const GPtrArray *comparisons)
{
    struct axis axis = {0};
    double widest = 0;
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        if (isfinite(comparison->ratio) && comparison->ratio > 0)
            widest = fmax(widest, fabs(log(comparison->ratio)));
        axis.margin = fmax(axis.margin, comparison->margin);
    }
    double limit = 3 * fmax(widest, fmax(log1p(axis.margin), 0.01));
    axis.low = -log1p(axis.margin) * 1.5;
    axis.high = -axis.low;
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *comparison = g_ptr_array_index(comparisons, i);
        const double ends[] = {comparison->ratio, comparison->interval[0], comparison->interval[1]};
        for (size_t e = 0; e < G_N_ELEMENTS(ends); e++) {
            double end = CLAMP(log(ends[e]), -limit, limit);
            if (isfinite(ends[e]) && ends[e] > 0) {
                axis.low = fmin(axis.low, end);
                axis.high = fmax(axis.high, end);
            }
        }
    }
    double air = (axis.high - axis.low) * 0.04;
    axis.low -= air;
    axis.high += air;
    return axis;
}

// "+5%" of 1.05.
static char *format_change(double ratio)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    double percent = (ratio - 1) * 100;
    if (fabs(percent) < 1e-9)
        return g_strdup("0");
    return g_strconcat(g_ascii_formatd(buffer, sizeof buffer, "%+.3g", percent), "%", NULL);
}

static void set_axis(struct chart *chart, const struct axis *axis)
{
    double low = exp(axis->low), high = exp(axis->high);
    chart_set(chart, "x_low", low);
    chart_set(chart, "x_high", high);
    chart_set(chart, "margin_low", 1 / (1 + axis->margin));
    chart_set(chart, "margin_high", 1 + axis->margin);
    // gnuplot puts no tics on a short log axis.
    if (high / low < 3)
        chart_set_even_tics(chart, "x", low, high, format_change);
    else
        chart_set_log_tics(chart, "x", low, high, format_change);
}

static void add_row(struct chart *chart, const struct comparison *comparison, unsigned row,
                    const struct axis *axis, size_t columns[2])
{
    struct mark mark = palette_verdict(comparison->verdict);
    double low = fmax(comparison->interval[0], exp(axis->low));
    double high = fmin(comparison->interval[1], exp(axis->high));
    bool has_interval = isfinite(comparison->interval[0]) && !isnan(comparison->interval[1]) &&
                        !comparison_is_disturbed(comparison);
    const double numbers[] = {row,
                              comparison->ratio,
                              has_interval ? low : NAN,
                              has_interval ? high : NAN,
                              low > comparison->interval[0],
                              high < comparison->interval[1],
                              mark.colour,
                              mark.shape};
    chart_add_numbers(chart, numbers, G_N_ELEMENTS(numbers));
    g_autofree char *change = units_change(comparison->ratio);
    g_autofree char *note =
        g_strdup_printf("%s%s%s", change, *change ? ", " : "", verdict_word(comparison->verdict));
    chart_add_word(chart, comparison->id, LABEL_COLUMNS);
    columns[0] = MAX(columns[0], text_columns(chart->words->pdata[chart->words->len - 1]));
    columns[1] = MAX(columns[1], text_columns(note));
    g_ptr_array_add(chart->words, g_steal_pointer(&note));
}

static void add_titles(struct chart *chart, const struct run *run, guint first, guint n, guint all)
{
    enum { FINDING_COLUMNS = 100, NAME_COLUMNS = 34 };
    g_autofree char *finding = finding_of_comparison(run);
    g_autofree char *base_name = text_printable(run->base_name);
    g_autofree char *head_name = text_printable(run->head_name);
    g_autofree char *base = text_keep_tail(base_name, NAME_COLUMNS);
    g_autofree char *head = text_keep_tail(head_name, NAME_COLUMNS);
    g_autoptr(GString) about = g_string_new(NULL);
    g_string_append_printf(about, "base %s, head %s", base, head);
    if (n < all)
        g_string_append_printf(about, "; cases %u to %u of %u, worst first", first + 1, first + n,
                               all);
    chart_add_word(chart, finding, FINDING_COLUMNS);
    chart_add_word(chart, about->str, FINDING_COLUMNS + 20);
}

static void add_axis(struct chart *chart, const struct run *run)
{
    enum { AXIS_COLUMNS = 110 };
    g_autofree char *interval = comparison_interval_words(run);
    g_autofree char *axis =
        *interval
            ? g_strdup_printf("time of head relative to base with its %s, less is faster", interval)
            : g_strdup("time of head relative to base, less is faster");
    chart_add_word(chart, axis, AXIS_COLUMNS);
}

static struct chart *plan_page(const struct run *run, const GPtrArray *sorted, guint first,
                               const struct axis *axis)
{
    guint n = MIN(ROWS, sorted->len - first);
    struct chart *chart = chart_new(CHART_COMPARISON, template_comparison);
    chart->name = first == 0 ? g_strdup("comparison")
                             : g_strdup_printf("comparison-page-%u", first / ROWS + 1);
    add_titles(chart, run, first, n, sorted->len);
    add_axis(chart, run);
    size_t columns[2] = {0};
    g_string_append(chart->numbers, "$rows << END_OF_ROWS\n");
    for (guint i = 0; i < n; i++)
        add_row(chart, g_ptr_array_index(sorted, first + i), i + 1, axis, columns);
    g_string_append(chart->numbers, "END_OF_ROWS\n");
    chart_set_frame(chart, chart_label_pixels(columns[0]) + 24, PLOT_PIXELS,
                    chart_label_pixels(columns[1]) + 24, FRAME_PIXELS + ROW_PIXELS * n);
    chart_set(chart, "rows", n);
    set_axis(chart, axis);
    return chart;
}

void chart_comparison_plan(const struct chart_plan *plan)
{
    if (!run_has_sides(plan->run))
        return;
    g_autoptr(GPtrArray) sorted = comparisons_sorted(plan->run);
    struct axis axis = find_axis(sorted);
    for (guint first = 0; first < sorted->len && !chart_plan_is_full(plan); first += ROWS)
        g_ptr_array_add(plan->charts, plan_page(plan->run, sorted, first, &axis));
}
