// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <stdlib.h>

#include "reports/ci/markdown_text.h"
#include "reports/formats.h"
#include "reports/reporters.h"
#include "tests/reports/golden.h"
#include "tests/reports/sample_run.h"

static char *render(const struct run *run)
{
    const struct report report = {.run = run};
    GString *out = g_string_new(NULL);
    cr_assert(reporter_find("markdown")->write(out, &report, NULL));
    return g_string_free(out, FALSE);
}

Test(markdown, golden_of_alternatives)
{
    g_autoptr(Run) run = sample_run();
    g_autofree char *text = render(run);
    golden_check("sample.md", text);
}

Test(markdown, golden_of_two_builds)
{
    g_autoptr(Run) run = sample_comparison();
    g_autofree char *text = render(run);
    golden_check("comparison.md", text);
}

Test(markdown, golden_hostile)
{
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *text = render(run);
    golden_check("hostile.md", text);
}

Test(markdown, has_no_html_but_its_own)
{
    g_autoptr(Run) run = sample_hostile_run();
    g_autofree char *text = render(run);
    g_autoptr(GRegex) own = g_regex_new("</?(details|summary|code|br)>", 0, 0, NULL);
    g_autofree char *rest = g_regex_replace_literal(own, text, -1, 0, "", 0, NULL);
    cr_expect_null(strpbrk(rest, "<>"), "%s", strpbrk(rest, "<>"));
}

Test(markdown, stays_small_and_says_what_it_left_out)
{
    static const unsigned groups[] = {1, 10, 100, 300, 3000};
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        g_autoptr(Run) run = sample_large_run(groups[i]);
        g_autofree char *text = render(run);
        cr_expect_lt(strlen(text), (size_t)MARKDOWN_BYTES);
        cr_expect_eq(strstr(text, "lines are left out") != NULL, groups[i] >= 300, "%u groups",
                     groups[i]);
        cr_expect_not_null(strstr(text, "How it was measured"));
        cr_expect(g_str_has_suffix(text, "<code>benchrun run suites/sample</code>\n"));
        for (const char *fold = text; (fold = strstr(fold, "<details>")); fold++)
            cr_expect_not_null(strstr(fold, "</details>"));
    }
}

Test(markdown, counts_what_it_left_out)
{
    g_autoptr(Run) run = sample_large_run(300);
    g_autofree char *text = render(run);
    unsigned rows = 0, left_out = 0;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        rows += g_str_has_prefix(*line, "| <code>");
        if (strstr(*line, " lines are left out "))
            left_out = (unsigned)atoi(*line);
    }
    // A row for each of the faster ones, and one of each case in its group.
    cr_expect_eq(rows + left_out, 300 + 900);
}

Test(markdown, stays_small_whatever_the_names)
{
    static const char *const nasty[] = {"@", "\u0301", "|", "\x01", "名"};
    for (size_t i = 0; i < G_N_ELEMENTS(nasty); i++) {
        GString *name = g_string_new(NULL);
        for (unsigned n = 0; n < 5000; n++)
            g_string_append(name, nasty[i]);
        g_autoptr(Run) run = sample_comparison();
        for (guint c = 0; c < run->comparisons->len; c++) {
            struct comparison *comparison = g_ptr_array_index(run->comparisons, c);
            struct result *result = (struct result *)run_find_result(run, comparison->id);
            g_free(comparison->id);
            comparison->id = g_strdup(name->str);
            g_free(result->bench_case->id);
            result->bench_case->id = g_strdup(name->str);
            result_warn(result, "%s", name->str);
        }
        for (unsigned n = 0; n < 200; n++) {
            g_ptr_array_add(run->warnings, g_strdup_printf("%u %s", n, name->str));
            g_ptr_array_add(run->only_base, g_strdup(name->str));
        }
        g_free(run->base_name);
        run->base_name = g_strdup(name->str);
        g_free(run->command);
        run->command = g_string_free(name, FALSE);
        g_autofree char *text = render(run);
        cr_expect_lt(strlen(text), (size_t)MARKDOWN_BYTES, "of %s", nasty[i]);
    }
}

Test(markdown, puts_the_worst_first)
{
    g_autoptr(Run) run = sample_comparison();
    g_autofree char *text = render(run);
    const char *table = strstr(text, "|---");
    const char *large = strstr(table, "parse/large"), *small = strstr(table, "parse/small");
    const char *numbers = strstr(table, "parse/numbers"), *fold = strstr(table, "<details>");
    cr_expect(table < large && large < numbers && numbers < fold && fold < small);
}

Test(markdown, of_nothing)
{
    g_autoptr(Run) run = run_new();
    run->duration_s = NAN;
    g_autofree char *text = render(run);
    cr_expect(g_str_has_prefix(text, "### 0 measured\n"));
}

static void expect_text(const char *text, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    markdown_text(out, text, 100);
    cr_expect_str_eq(out->str, expected);
}

Test(markdown_text, is_no_markup)
{
    expect_text("sum/four_at_a_time/n:1024", "sum/four_at_a_time/n:1024");
    expect_text("_a_ *b* `c`", "&#95;a&#95; &#42;b&#42; &#96;c&#96;");
    expect_text("<b>&amp;|", "&#60;b&#62;&#38;amp;&#124;");
    expect_text("![a](b)", "&#33;[a&#93;(b)");
    expect_text("[5.50–5.71]", "[5.50–5.71]");
    expect_text("http://x www.y", "http&#58;//x www&#46;y");
    expect_text("@all #1 $x$", "<code>@</code>all &#35;1 &#36;x&#36;");
    expect_text("a\nb\x1b\u202e", "a&#92;nb&#92;x1b&#92;u202e");
}

Test(markdown_text, is_cut_at_its_end_and_names_at_their_start)
{
    g_autoptr(GString) out = g_string_new(NULL);
    markdown_text(out, "abcdef", 4);
    markdown_name(out, "abcdef", 4);
    markdown_name(out, "abcd", 4);
    cr_expect_str_eq(out->str, "abc…<code>…def</code><code>abcd</code>");
}
