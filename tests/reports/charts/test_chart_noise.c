// SPDX-License-Identifier: MIT
#include "reports/charts/chart_noise.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/reports/sample_checkup.h"
#include "tests/reports/sinks.h"

Test(chart_noise, is_nothing_where_nothing_was_measured)
{
    struct noise *noise = noise_new();
    g_auto(Planned) planned = chart_noise_plan(noise);
    g_autoptr(Drawings) drawings = charts_svg_planned(&planned, "no-such-program", NULL);
    cr_assert(planned.charts->len == 0 && drawings->drawn->len == 0);
    noise_free(noise);
}

Test(chart_noise, draws_the_loop_and_says_what_it_shows)
{
    g_autoptr(Checkup) checkup = sample_checkup("powersave");
    g_auto(Planned) planned = chart_noise_plan(checkup->noise);
    g_autoptr(GError) error = NULL;
    g_autoptr(Drawings) drawings = charts_svg_planned(&planned, NULL, &error);
    cr_assert(drawings != NULL, "%s", error ? error->message : "");
    const struct drawing *drawing = g_ptr_array_index(drawings->drawn, 0);
    cr_expect(strstr(drawing->content, "title\">After 1 s a comparison finds 8 of 10") != NULL);
    cr_expect(strstr(drawing->content, "1 of 900 samples are above the axis") != NULL);
    g_autofree char *problem = sink_problem("svg", drawing->content);
    cr_expect_null(problem, "%s", problem);
}
