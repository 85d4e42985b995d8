// SPDX-License-Identifier: MIT
// Series for a terminal: a row for each; of a single one, a row for each point.
#include "framework/base/escape.h"
#include "reports/formats.h"
#include "reports/terminal/history_grid.h"
#include "reports/words/history_words.h"

static void write_one(GString *out, const struct history_report *report)
{
    const struct history_series *series = g_ptr_array_index(report->reading->series, 0);
    g_autofree char *about = history_about(series);
    g_autoptr(Grid) grid = history_grid_of_points(report, series);
    g_string_append_printf(out, "%s\n\n", about);
    grid_write(grid, out, report->width, report->use_colour);
}

static void write_all(GString *out, const struct history_report *report)
{
    g_autoptr(Grid) grid = history_grid_of_all(report);
    grid_write(grid, out, report->width, report->use_colour);
}

bool history_table_write(GString *out, const struct history_report *report,
                         G_GNUC_UNUSED GError **error)
{
    gsize start = out->len;
    if (report->reading->series->len == 1)
        write_one(out, report);
    else
        write_all(out, report);
    escape_log_lines(out, start);
    return true;
}
