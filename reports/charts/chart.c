// SPDX-License-Identifier: MIT
#include "reports/charts/chart.h"

#include <math.h>

#include "framework/base/text.h"

struct chart *chart_new(enum chart_kind kind, const char *template)
{
    struct chart *chart = g_new(struct chart, 1);
    *chart = (struct chart){
        .kind = kind,
        .template = template,
        .numbers = g_string_new(NULL),
        .words = g_ptr_array_new_with_free_func(g_free),
    };
    return chart;
}

void chart_free(struct chart *chart)
{
    g_free(chart->name);
    g_string_free(chart->numbers, TRUE);
    g_ptr_array_unref(chart->words);
    g_free(chart);
}

void chart_add_word(struct chart *chart, const char *text, size_t columns)
{
    g_autofree char *printable = text_printable(text);
    g_ptr_array_add(chart->words, text_keep_ends(printable, columns));
}

static void append_number(GString *out, double value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append(out, isfinite(value) ? g_ascii_formatd(buffer, sizeof buffer, "%.12g", value)
                                         : "NaN");
}

void chart_set(struct chart *chart, const char *variable, double value)
{
    g_string_append_printf(chart->numbers, "%s = ", variable);
    append_number(chart->numbers, value);
    g_string_append_c(chart->numbers, '\n');
}

void chart_add_numbers(struct chart *chart, const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            g_string_append_c(chart->numbers, '\t');
        append_number(chart->numbers, values[i]);
    }
    g_string_append_c(chart->numbers, '\n');
}

static void append_tic(GString *out, const char *comma, char *(*label)(double value), double value)
{
    g_autofree char *text = label(value);
    g_string_append_printf(out, "%s'", comma);
    // The label of a tic is a format.
    for (const char *c = text; *c; c++)
        g_string_append_printf(out, *c == '%' ? "%%%c" : "%c", *c);
    g_string_append(out, "' ");
    append_number(out, value);
}

void chart_set_log_tics(struct chart *chart, const char *axis, double low, double high,
                        char *(*label)(double value))
{
    int first = (int)floor(log10(low)), last = (int)ceil(log10(high));
    int decades = last - first;
    const char *steps = decades <= 3 ? "\1\2\5" : "\1";
    int stride = decades <= 8 ? 1 : 3;
    const char *comma = "";
    g_string_append_printf(chart->numbers, "set %stics (", axis);
    for (int decade = first; decade <= last; decade += stride) {
        for (const char *step = steps; *step; step++) {
            double value = *step * pow(10, decade);
            if (value < low * 0.999 || value > high * 1.001)
                continue;
            append_tic(chart->numbers, comma, label, value);
            comma = ", ";
        }
    }
    g_string_append(chart->numbers, ")\n");
}

void chart_set_even_tics(struct chart *chart, const char *axis, double low, double high,
                         char *(*label)(double value))
{
    enum { TICS = 6 };
    double raw = (high - low) / TICS;
    double power = pow(10, floor(log10(raw)));
    double step = raw / power < 2 ? 2 * power : raw / power < 5 ? 5 * power : 10 * power;
    const char *comma = "";
    g_string_append_printf(chart->numbers, "set %stics (", axis);
    // Counted, for one more is the same number where numbers are large.
    for (int i = 0; i <= 2 * TICS; i++) {
        double value = (ceil(low / step) + i) * step;
        if (!(value <= high))
            break;
        append_tic(chart->numbers, comma, label, value);
        comma = ", ";
    }
    g_string_append(chart->numbers, ")\n");
}

double chart_label_pixels(size_t columns)
{
    return 8.0 * (double)columns;
}

void chart_set_frame(struct chart *chart, double left, double plot, double right, double height)
{
    const double title_scale = 1.3; // its font over that of labels
    double title = chart_label_pixels(text_columns(chart->words->pdata[CHART_FINDING]));
    double about = chart_label_pixels(text_columns(chart->words->pdata[CHART_ABOUT]));
    double text = 24 + fmax(title * title_scale, about);
    chart->left = left;
    chart->plot = fmax(plot, text - left - right);
    chart->right = right;
    chart->height = height;
}

void chart_add_titles(struct chart *chart, const struct chart_plan *plan, const struct group *group,
                      const char *finding)
{
    enum { FINDING_COLUMNS = 100, ABOUT_COLUMNS = 80 };
    g_autofree char *title = group_title(group);
    g_autofree char *about =
        run_has_sides(plan->run) ? g_strconcat(title, ", head", NULL) : g_strdup(title);
    chart->group = group;
    chart_add_word(chart, finding, FINDING_COLUMNS);
    chart_add_word(chart, about, ABOUT_COLUMNS);
}

bool chart_plan_is_full(const struct chart_plan *plan)
{
    return plan->charts->len - plan->first >= plan->most;
}

void chart_plan_groups(const struct chart_plan *plan,
                       struct chart *(*of_group)(const struct chart_plan *plan,
                                                 const struct group *group))
{
    for (guint g = 0; g < plan->groups->len && !chart_plan_is_full(plan); g++) {
        struct chart *chart = of_group(plan, g_ptr_array_index(plan->groups, g));
        if (chart)
            g_ptr_array_add(plan->charts, chart);
    }
}
