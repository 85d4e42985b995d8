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
                     "<svg role=\"img\" aria-labelledby=\"c3-title c3-desc\" width=\"7\">\n"
                     "<title id=\"c3-title\">a &lt; &quot;b&quot;</title>\n"
                     "<desc id=\"c3-desc\">of c &amp; d</desc>\n\n\n\n<path id=\"c3-gpPt1\" "
                     "stroke-width=\"0.45\" d=\"\"/>\n"
                     "<use xlink:href=\"#c3-gpPt1\" id=\"c3-two\" fill=\"#ffffff\"/>\n"
                     "<g filter=\"url(#c3-box)\" stroke-width=\"2.00\">\n"
                     "<text> id=&apos;gpPt1&apos; href=&apos;#x&apos; &lt;title&gt;</text></g>\n"
                     "</svg>\n");
}

Test(svg, of_its_own_keeps_the_declaration)
{
    g_autofree char *text = svg_finish(svg, "c1-", "", "", false);
    cr_expect(g_str_has_prefix(text, "<?xml version=\"1.0\"?>\n<svg role="));
}

// gnuplot lets references to any character through, and leaves `>` as it is.
Test(svg, of_hostile_texts_is_well_formed)
{
    static const char hostile[] =
        "<svg width=\"7\"><text>a]]>b &#x202e;c</text><text><![CDATA[<script>d</script>]]></text>"
        "<g id=\"&quot;&lt;x\"/></svg>";
    g_autofree char *text = svg_finish(hostile, "c-", "]]>\u202e", "\x1b\n", true);
    cr_expect_str_eq(
        text, "<svg role=\"img\" aria-labelledby=\"c-title c-desc\" width=\"7\">\n"
              "<title id=\"c-title\">]]&gt;\\u202e</title>\n"
              "<desc id=\"c-desc\">\\x1b\\n</desc><text>a]]&gt;b \\u202ec</text>"
              "<text>&lt;script&gt;d&lt;/script&gt;</text><g id=\"c-&quot;&lt;x\"/></svg>\n");
}

Test(svg, that_is_not_well_formed_is_none)
{
    cr_expect_null(svg_finish("<svg><text>&#x0;</text></svg>", "c-", "", "", true));
    cr_expect_null(svg_finish("<svg><text></svg>", "c-", "", "", true));
    cr_expect_null(svg_finish("<html></html>", "c-", "", "", true));
    cr_expect_null(svg_finish("<svg/><svg/>", "c-", "", "", true));
    cr_expect_null(svg_finish("<svg><g id=\"a\" id=\"b\"/></svg>", "c-", "", "", true));
    cr_expect_null(svg_finish("<svg role=\"b\"/>", "c-", "", "", true));
}

Test(svg, of_nothing_has_a_title)
{
    g_autofree char *text = svg_finish("<svg/>", "c-", "a", "b", true);
    cr_expect_str_eq(text, "<svg role=\"img\" aria-labelledby=\"c-title c-desc\">\n"
                           "<title id=\"c-title\">a</title>\n<desc id=\"c-desc\">b</desc></svg>\n");
}

Test(svg, cut_short_is_none)
{
    cr_expect_null(svg_finish("", "c-", "", "", true));
    cr_expect_null(svg_finish("<svg width=\"7\"><path", "c-", "", "", true));
    cr_expect_null(svg_finish("<svg", "c-", "", "", true));
}
