// SPDX-License-Identifier: MIT
#include "reports/html/html_grid.h"

#include "reports/html/html_text.h"

static void write_cell(GString *out, const char *before, const char *text, const char *after)
{
    g_string_append(out, before);
    html_text(out, text);
    g_string_append(out, after);
}

void html_grid(GString *out, const struct grid *grid)
{
    g_string_append(out, "<div class=\"scroll\"><table><thead><tr>");
    for (size_t c = 0; c < grid_columns(grid); c++)
        write_cell(out,
                   grid_is_right(grid, c) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">",
                   grid_title(grid, c), "</th>");
    g_string_append(out, "</tr></thead><tbody>\n");
    for (size_t r = 0; r < grid_rows(grid); r++) {
        write_cell(out, "<tr><th scope=\"row\">", grid_text(grid, r, 0), "</th>");
        for (size_t c = 1; c < grid_columns(grid); c++)
            write_cell(out, grid_is_right(grid, c) ? "<td class=\"n\">" : "<td>",
                       grid_text(grid, r, c), "</td>");
        g_string_append(out, "</tr>\n");
    }
    g_string_append(out, "</tbody></table></div>\n");
}
