// SPDX-License-Identifier: MIT
#include "framework/cli/planned_charts.h"

#include "framework/cli/command.h"
#include "reports/charts/charts.h"

int planned_charts_draw(const struct planned *planned, const struct options *options)
{
    g_autoptr(GError) error = NULL;
    if (options->plot_folder == NULL)
        return EXIT_GOOD;
    g_autoptr(Drawings) drawings =
        charts_draw_planned(planned, options->plot_folder, options->plot_formats, NULL, &error);
    if (drawings == NULL) {
        bool is_missing = g_error_matches(error, CHARTS_ERROR, CHARTS_ERROR_MISSING);
        return complain(is_missing ? EXIT_GOOD : EXIT_UNMEASURED, "%s", error->message);
    }
    if (!options->is_quiet)
        say("drew %u chart%s into '%s'", drawings->drawn->len, drawings->drawn->len == 1 ? "" : "s",
            options->plot_folder);
    if (drawings->failures->len == 0)
        return EXIT_GOOD;
    return complain(EXIT_UNMEASURED, "cannot draw %s%s",
                    (const char *)g_ptr_array_index(drawings->failures, 0),
                    drawings->failures->len > 1 ? ", and others" : "");
}

struct drawings *planned_charts_for_page(const struct planned *planned)
{
    g_autoptr(GError) error = NULL;
    struct drawings *drawings = charts_svg_planned(planned, NULL, &error);
    if (drawings == NULL)
        say("%s", error->message);
    return drawings;
}
