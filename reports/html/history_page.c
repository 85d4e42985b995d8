// SPDX-License-Identifier: MIT
// The page of series over commits: html/history.html, with its parts in their places.
#include "framework/history/series.h"
#include "reports/charts/drawing.h"
#include "reports/formats.h"
#include "reports/html/html_grid.h"
#include "reports/html/html_svg.h"
#include "reports/html/html_template.h"
#include "reports/html/html_text.h"
#include "reports/html/templates.h"
#include "reports/terminal/history_grid.h"
#include "reports/words/history_words.h"

enum { MOST_LISTED = 50 }; // series that have a table of their points

static const struct history_series *series_at(const struct history_report *report, guint i)
{
    return g_ptr_array_index(report->reading->series, i);
}

static void write_title(GString *out, const struct history_report *report)
{
    guint n = report->reading->series->len;
    if (n == 1) {
        const struct history_series *series = series_at(report, 0);
        const GArray *steps =
            report->steps != NULL ? g_hash_table_lookup(report->steps, series) : NULL;
        g_autofree char *finding = history_finding(series, steps);
        html_text(out, finding);
    } else {
        g_string_append_printf(out, "%u series over commits", n);
    }
}

static void write_series(GString *out, const struct history_report *report)
{
    g_autoptr(Grid) grid = history_grid_of_all(report);
    html_grid(out, grid);
}

static void write_points(GString *out, const struct history_report *report,
                         const struct history_series *series)
{
    g_autoptr(Grid) grid = history_grid_of_points(report, series);
    g_autofree char *about = history_about(series);
    g_string_append(out, "<details><summary>");
    html_text(out, about);
    g_string_append(out, "</summary>\n");
    html_grid(out, grid);
    g_string_append(out, "</details>\n");
}

static void write_charts(GString *out, const struct history_report *report)
{
    guint n_drawn = report->drawings != NULL ? report->drawings->drawn->len : 0;
    guint n_series = report->reading->series->len;
    g_string_append(out,
                    "<section aria-labelledby=\"commits\">\n<h2 id=\"commits\">Commits</h2>\n");
    for (guint i = 0; i < n_drawn; i++) {
        g_string_append(out, "<figure>");
        html_svg(out, g_ptr_array_index(report->drawings->drawn, i), i + 1);
        g_string_append(out, "</figure>\n");
    }
    for (guint i = 0; i < MIN(n_series, MOST_LISTED); i++)
        write_points(out, report, series_at(report, i));
    if (n_series > MOST_LISTED)
        g_string_append_printf(out, "<p>The points of %u more series are not listed.</p>\n",
                               n_series - MOST_LISTED);
    g_string_append(out, "</section>");
}

static void write_facts(GString *out, const struct history_report *report)
{
    g_string_append(out, "<p class=\"place\">");
    g_string_append(out, "benchrun ");
    html_text(out, report->version != NULL ? report->version : "");
    g_string_append(out, ", ");
    html_text(out, report->file != NULL ? report->file : "");
    g_string_append(out, "</p>");
}

static const struct part {
    const char *name;
    void (*write)(GString *out, const struct history_report *report);
} parts[] = {
    {"title", write_title},
    {"series", write_series},
    {"charts", write_charts},
    {"facts", write_facts},
};

static void write_part(GString *out, const char *name, const void *data)
{
    const struct part *part = html_part_find(parts, G_N_ELEMENTS(parts), sizeof *parts, name);
    part->write(out, data);
}

bool history_page_write(GString *out, const struct history_report *report,
                        G_GNUC_UNUSED GError **error)
{
    const struct html_template template = {template_history_html, template_page_css, NULL};
    html_fill(out, &template, write_part, report);
    return true;
}
