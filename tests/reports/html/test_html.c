// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>

#include "reports/charts/drawing.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_parts.h"
#include "tests/reports/sample_run.h"

// A drawing as gnuplot would write it, with what a page must not take over.
static const char picture[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE svg>\n"
    "<svg width=\"100\" height=\"50\" viewBox=\"0 0 100 50\" onload=\"alert(1)\" "
    "xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n"
    "<title>Gnuplot</title><desc>Produced by GNUPLOT</desc><script>alert(1)</script>\n"
    "<g id=\"gnuplot_canvas\"><rect x=\"0\" y=\"0\" width=\"100\" height=\"50\" "
    "fill=\"#ffffff\"/>\n"
    "<defs><circle id='gpPt0' r='1'/><circle id='gpPt1' r='2'/></defs>\n"
    "<g color=\"black\" stroke=\"currentColor\"></g>\n"
    "<path stroke='rgb( 85,  85,  85)' style='fill:url(http://x)' d='M1.00,2.00 L3,4  '/>\n"
    "<path d='M1.00,2.00 '/><use xlink:href='#gpPt0' color='#0072B2'/>\n"
    "<use xlink:href='http://x/y.svg#z'/><a href=\"javascript:alert(1)\"><text>gone</text></a>\n"
    "<image href=\"http://x/y.png\"/><text>a &lt;b&gt; &amp; c</text></g></svg>\n";

static struct drawings *make_drawings(const char *group, const char *content)
{
    struct drawings *drawings = g_new0(struct drawings, 1);
    struct drawing *drawing = g_new0(struct drawing, 1);
    drawing->suite = g_strdup("suites/sample");
    drawing->group = g_strdup(group);
    drawing->finding = g_strdup("simd is <5x> faster than loop");
    drawing->about = g_strdup("sum, n 1024");
    drawing->content = g_strdup(content);
    drawings->drawn = g_ptr_array_new();
    g_ptr_array_add(drawings->drawn, drawing);
    return drawings;
}

static char *render(const struct run *run, const struct drawings *drawings)
{
    const struct report report = {.run = run, .drawings = drawings};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("html")->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

static char *between(const char *text, const char *start, const char *end)
{
    const char *from = strstr(text, start);
    cr_assert_not_null(from, "no %s", start);
    from += strlen(start);
    const char *to = strstr(from, end);
    cr_assert_not_null(to, "no %s", end);
    return g_strndup(from, (gsize)(to - from));
}

// Style and script are separate files.
static void check_body(const char *golden, const char *page)
{
    g_autofree char *body = between(page, "<body>\n", "<script>");
    golden_check(golden, body);
}

Test(html, golden_of_alternatives)
{
    g_autoptr(Run) run = sample_run();
    struct drawings *drawings = make_drawings("sum", picture);
    g_autofree char *page = render(run, drawings);
    check_body("sample.html", page);
}

Test(html, golden_of_two_builds)
{
    g_autoptr(Run) run = sample_comparison();
    g_free(run->started);
    run->started = g_strdup("2026-01-02T03:04:05Z");
    g_autofree char *page = render(run, NULL);
    check_body("comparison.html", page);
}

static void expect_allowed(const char *page, const char *directive, const char *element)
{
    g_autofree char *opening = g_strdup_printf("<%s>", element);
    g_autofree char *closing = g_strdup_printf("</%s>", element);
    g_autofree char *content = between(page, opening, closing);
    guint8 digest[32];
    gsize length = sizeof digest;
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)content, -1);
    g_checksum_get_digest(checksum, digest, &length);
    g_checksum_free(checksum);
    g_autofree char *base64 = g_base64_encode(digest, length);
    g_autofree char *expected = g_strdup_printf("%s 'sha256-%s';", directive, base64);
    g_autofree char *policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    cr_expect_not_null(strstr(policy, expected), "%s in %s", expected, policy);
}

Test(html, allows_its_own_style_and_script_and_nothing_else)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *page = render(run, NULL);
    expect_allowed(page, "style-src", "style");
    expect_allowed(page, "script-src", "script");
    g_autofree char *policy = between(page, "Content-Security-Policy\" content=\"", "\"");
    cr_expect(g_str_has_prefix(policy, "default-src 'none';"));
    cr_expect_null(strstr(policy, "unsafe"));
    cr_expect_null(strstr(policy, "http"));
}

Test(html, asks_for_nothing_from_elsewhere)
{
    g_autoptr(Run) run = sample_run();
    struct drawings *drawings = make_drawings("sum", picture);
    g_autofree char *page = render(run, drawings);
    cr_expect_null(strstr(page, "http:"));
    cr_expect_null(strstr(page, "https:"));
    cr_expect_null(strstr(page, "@import"));
    cr_expect_null(strstr(page, "url("));
}

static unsigned count(const char *text, const char *part)
{
    unsigned found = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        found++;
    return found;
}

Test(html, hostile_names_are_text)
{
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *page = render(run, NULL);
    cr_expect_eq(count(page, "<script"), 1);
    cr_expect_eq(count(page, "</title>"), 1);
    cr_expect_not_null(strstr(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    cr_expect_not_null(strstr(page, "a&quot;; system(&quot;touch pwned&quot;); &quot;"));
    cr_expect_not_null(strstr(page, "\\u202egnp.exe\\u202c \u05e9\u05dc\u05d5\u05dd"));
    cr_expect_not_null(strstr(page, "\\nEOD\\n!touch pwned\\n"));
    cr_expect_not_null(strstr(page, "名前 naïve 🚀"));
    cr_assert(g_utf8_validate(page, -1, NULL));
    for (const char *c = page; *c; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        cr_assert(character == '\n' || g_unichar_isprint(character), "U+%04x", character);
    }
}

Test(html, a_name_is_no_part_of_the_template)
{
    g_autoptr(Run) run = sample_comparison();
    g_free(run->head_name);
    run->head_name = g_strdup("{{script}} {{nothing}}");
    g_autofree char *page = render(run, NULL);
    cr_expect_not_null(strstr(page, "{{script}} {{nothing}}"));
}

Test(html, takes_over_of_a_chart_what_draws)
{
    g_autoptr(Run) run = sample_run();
    struct drawings *drawings = make_drawings("sum", picture);
    g_autofree char *page = render(run, drawings);
    g_autofree char *chart = between(page, "<svg class=\"chart\"", "</svg>");
    cr_expect_str_eq(
        chart, " role=\"img\" aria-labelledby=\"c1-title c1-about\" viewBox=\"0 0 100 50\" "
               "width=\"100\"><title id=\"c1-title\">simd is &lt;5x&gt; faster than loop</title>"
               "<desc id=\"c1-about\">sum, n 1024</desc><g>"
               "<defs><circle id=\"c1-gpPt0\" r=\"1\"/></defs>"
               "<path stroke=\"var(--muted)\" d=\"M1.00,2.00 L3,4\"/>"
               "<use href=\"#c1-gpPt0\" color=\"var(--c0072b2,#0072b2)\"/><use/>"
               "<text>a &lt;b&gt; &amp; c</text></g>");
}

Test(html, says_which_charts_are_missing)
{
    g_autoptr(Run) run = sample_run();
    struct drawings *drawings = make_drawings("sum", "<svg><g></svg>");
    g_autofree char *broken = render(run, drawings);
    cr_expect_not_null(strstr(broken, "This chart could not be read."));
    g_autofree char *without = render(run, NULL);
    cr_expect_not_null(strstr(without, "There are no charts"));
}

Test(html, charts_leave_room)
{
    GString *large = g_string_new("<svg width=\"1\" height=\"1\" viewBox=\"0 0 1 1\">");
    for (unsigned i = 0; i < 100000; i++)
        g_string_append(large, "<path d=\"M1,1 L2,2 L3,3\"/>\n");
    g_string_append(large, "</svg>");
    g_autoptr(Run) run = sample_run();
    struct drawings *drawings = make_drawings("sum", large->str);
    for (unsigned i = 0; i < 9; i++)
        g_ptr_array_add(drawings->drawn, drawings->drawn->pdata[0]);
    g_autofree char *page = render(run, drawings);
    cr_expect_lt(strlen(page), (size_t)10000000);
    cr_expect_eq(count(page, "From here on charts are left out"), 1);
    g_string_free(large, TRUE);
}

Test(html, has_no_table_of_empty_cells)
{
    enum { CASES = 20 };
    g_autoptr(Run) run = sample_empty_run();
    for (unsigned i = 0; i < CASES; i++) {
        g_autofree char *name = g_strdup_printf("name%u", i);
        sample_times(sample_argument_case(run, "sparse", name, i + 1), 100, 0.01);
    }
    g_autofree char *page = render(run, NULL);
    cr_expect_eq(count(page, "<td></td>"), 0);
    cr_expect_not_null(strstr(page, "name19"));
}

Test(html, of_nothing)
{
    g_autoptr(Run) run = run_new();
    run->duration_s = NAN;
    g_autofree char *page = render(run, NULL);
    cr_expect_not_null(strstr(page, "<h1><bdi>0 measured</bdi></h1>"));
}
