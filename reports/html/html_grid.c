// SPDX-License-Identifier: MIT
#include "reports/html/html_grid.h"

#include "reports/html/html_text.h"

void html_grid(GString *out, const struct grid *grid)
{
    g_string_append(out, "<div class=\"scroll\"><table><thead><tr>");
    for (size_t c = 0; c < grid_columns(grid); c++) {
        g_string_append(out, c == 0 ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">");
        html_printf(out, "%s</th>", grid_title(grid, c));
    }
    g_string_append(out, "</tr></thead><tbody>\n");
    for (size_t r = 0; r < grid_rows(grid); r++) {
        html_printf(out, "<tr><th scope=\"row\">%s</th>", grid_text(grid, r, 0));
        for (size_t c = 1; c < grid_columns(grid); c++)
            html_printf(out, "<td class=\"n\">%s</td>", grid_text(grid, r, c));
        g_string_append(out, "</tr>\n");
    }
    g_string_append(out, "</tbody></table></div>\n");
}
