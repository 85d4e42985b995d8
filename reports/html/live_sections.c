// SPDX-License-Identifier: MIT
#include "reports/html/live_sections.h"

#include "framework/profile/stall_groups.h"
#include "reports/html/html_grid.h"
#include "reports/html/html_text.h"
#include "reports/terminal/live_grids.h"
#include "reports/words/live_words.h"
#include "reports/words/units.h"

// Innermost first: that one large, the others below it.
static void write_stack(GString *out, const struct profile *profile, guint node)
{
    g_autofree char *first = live_place(profile, node);
    html_printf(out, "<td class=\"long\">%s", first);
    while (node > 0 &&
           (node = g_array_index(profile->nodes, struct profile_node, node).parent) > 0) {
        g_autofree char *place = live_place(profile, node);
        html_printf(out, "<small>%s</small>", place);
    }
    g_string_append(out, "</td>");
}

static void write_groups(GString *out, const struct profile *profile, const GArray *groups)
{
    g_string_append(out,
                    "<div class=\"scroll\"><table><thead><tr><th scope=\"col\" class=\"n\">"
                    "stalls</th><th scope=\"col\" class=\"n\">total</th><th scope=\"col\" "
                    "class=\"n\">longest</th><th scope=\"col\">where</th></tr></thead><tbody>\n");
    for (guint i = 0; i < groups->len && i < LIVE_GROUPS; i++) {
        const struct stall_group *group = &g_array_index(groups, struct stall_group, i);
        g_autofree char *total = units_time(group->total * 1e9);
        g_autofree char *longest = units_time(group->longest * 1e9);
        html_printf(out,
                    "<tr><td class=\"n\">%u</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
                    group->number, total, longest);
        write_stack(out, profile, group->node);
        g_string_append(out, "</tr>\n");
    }
    g_string_append(out, "</tbody></table></div>\n");
    if (groups->len > LIVE_GROUPS)
        html_printf(out, "<p>%u more groups took less.</p>", groups->len - LIVE_GROUPS);
}

static bool is_of_watch(const struct profile *profile)
{
    return profile_find_metric(profile, "blocked") >= 0 || profile->stalls->len > 0;
}

void html_live_sections(GString *out, const struct profile *profile)
{
    g_autoptr(GArray) groups = stall_groups(profile);
    g_autofree char *stalls = live_stalls_sentence(profile);
    g_autofree char *threads = live_threads_sentence(profile);
    if (is_of_watch(profile)) {
        g_string_append(out,
                        "<section aria-labelledby=\"stalls\">\n<h2 id=\"stalls\">Stalls</h2>\n");
        html_printf(out, "<p>%s</p>\n", stalls);
        if (groups->len > 0)
            write_groups(out, profile, groups);
        g_string_append(out, "</section>\n");
    }
    if (threads == NULL)
        return;
    g_autoptr(Grid) grid = live_thread_grid(profile);
    g_string_append(out,
                    "<section aria-labelledby=\"threads\">\n<h2 id=\"threads\">Threads</h2>\n");
    html_printf(out, "<p>%s</p>\n", threads);
    html_grid(out, grid);
    g_string_append(out, "</section>\n");
}
