// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <string.h>

#include "reports/charts/svg.h"

static const char svg[] =
    "<?xml version=\"1.0\"?>\n<svg \n width=\"7\"\n>\n\n<title>Gnuplot</title>\n"
    "<desc>Produced by GNUPLOT</desc>\n<path id='gpPt1' stroke-width='0.205' d=''/>\n"
    "<use xlink:href='#gpPt1' id=\"two\" fill=\"#ffffff\"/>\n"
    "<g filter='url(#box)' stroke-width=\"2.00\"><title>gnuplot_plot_1</title>\n"
    "<text> id='gpPt1' href='#x' &lt;title&gt;</text></g>\n</svg>\n";

Test(svg, gets_title_and_description_and_ids_of_its_own)
{
    g_autofree char *text = svg_finish(svg, "c3-", "a < \"b\"", "of c & d", true);
    cr_expect_str_eq(text,
                     "<svg role=\"img\" aria-labelledby=\"c3-title c3-desc\" \n width=\"7\"\n>\n"
                     "<title id=\"c3-title\">a &lt; &quot;b&quot;</title>\n"
                     "<desc id=\"c3-desc\">of c &amp; d</desc>\n\n\n\n<path id='c3-gpPt1' "
                     "stroke-width='0.45' d=''/>\n"
                     "<use xlink:href='#c3-gpPt1' id=\"c3-two\" fill=\"#ffffff\"/>\n"
                     "<g filter='url(#c3-box)' stroke-width=\"2.00\">\n"
                     "<text> id='gpPt1' href='#x' &lt;title&gt;</text></g>\n</svg>\n");
}

Test(svg, of_its_own_keeps_the_declaration)
{
    g_autofree char *text = svg_finish(svg, "c1-", "", "", false);
    cr_expect(g_str_has_prefix(text, "<?xml version=\"1.0\"?>\n<svg role="));
}

Test(svg, cut_short_is_none)
{
    cr_expect_null(svg_finish("", "c-", "", "", true));
    cr_expect_null(svg_finish("<svg width=\"7\"><path", "c-", "", "", true));
    cr_expect_null(svg_finish("<svg", "c-", "", "", true));
}
