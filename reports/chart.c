// SPDX-License-Identifier: MIT
#include "reports/chart.h"

#include <math.h>

#include "reports/text.h"

struct chart *chart_new(const char *template)
{
    struct chart *chart = g_new(struct chart, 1);
    *chart = (struct chart){
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
    g_ptr_array_add(chart->words, text_keep_tail(printable, columns));
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
            g_autofree char *text = label(value);
            g_string_append_printf(chart->numbers, "%s'%s' ", comma, text);
            append_number(chart->numbers, value);
            comma = ", ";
        }
    }
    g_string_append(chart->numbers, ")\n");
}

double chart_label_pixels(size_t columns)
{
    return 8.0 * (double)columns;
}

void chart_set_size(struct chart *chart, double width, double height)
{
    const double title_scale = 1.3; // its font over that of labels
    double title = chart_label_pixels(text_columns(chart->words->pdata[0])) * title_scale;
    double subtitle = chart_label_pixels(text_columns(chart->words->pdata[1]));
    chart->width = (unsigned)fmax(width, 24 + fmax(title, subtitle));
    chart->height = (unsigned)height;
}

double chart_median_ns(const struct result *result)
{
    return result_is_ranked(result) && result->summary.median_ns > 0 ? result->summary.median_ns
                                                                     : NAN;
}
