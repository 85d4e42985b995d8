// SPDX-License-Identifier: MIT
#include "framework/base/escape.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

Test(escape, shell_takes_back_what_it_was_given)
{
    static const char *const words[] = {
        "run", "-f",  "*/n:1000",   "",       "it's",      "$(touch pwned)",
        "`x`", "a b", "two\nlines", "größer", "-o=x.json", "!a",
        "\\",  "^",   "#",          NULL};
    g_autofree char *line = escape_shell(words);
    g_auto(GStrv) again = NULL;
    cr_assert(g_shell_parse_argv(line, NULL, &again, NULL), "%s", line);
    cr_expect(g_strv_equal(words, (const char *const *)again), "%s", line);
}

Test(escape, shell_words_are_quoted_only_where_needed)
{
    static const char *const words[] = {"run", "./a-b_c.d", "--cpu=none", "größer", "a;b", NULL};
    g_autofree char *line = escape_shell(words);
    cr_expect_str_eq(line, "run ./a-b_c.d --cpu=none größer 'a;b'");
}

static void expect(char *text, const char *expected)
{
    cr_expect_str_eq(text, expected);
    g_free(text);
}

Test(escape, log_has_no_commands_and_no_controls)
{
    expect(escape_log("a\x1b[31m\nb\u202e\r\n\n::error::c\n \t ::add-mask::d"),
           "a\\x1b[31m\nb\\u202e\n\n\\::error::c\n \\t ::add-mask::d");
    expect(escape_log("::stop-commands::x"), "\\::stop-commands::x");
    expect(escape_log("x\n\u00a0 ::y\n\ufe0f:\ufe0f:z\n:a: ::b"),
           "x\n\u00a0 \\::y\n\ufe0f\\:\ufe0f:z\n:a: ::b");
    expect(escape_log("##[error]x a##vso[y] # #[z] C## ###[w]"),
           "#\\#[error]x a#\\#vso[y] # #[z] C## ##\\#[w]");
    expect(escape_log(NULL), "");
}

Test(escape, log_lines_keep_their_colours)
{
    g_autoptr(GString) out = g_string_new("::ours\n");
    g_string_append(out, "\x1b[31mred\x1b[0m\n  ::error::x\nplain\n");
    escape_log_lines(out, strlen("::ours\n"));
    cr_expect_str_eq(out->str, "::ours\n\x1b[31mred\x1b[0m\n  \\::error::x\nplain\n");
}

Test(escape, markup_is_text)
{
    expect(escape_markup("<a href=\"x\">&amp;'\x01\u202e]]>\n"),
           "&lt;a href=&quot;x&quot;&gt;&amp;amp;&apos;\\x01\\u202e]]&gt;\\n");
    expect(escape_markup_lines("a<\n::error::b\n  ::c"), "a&lt;\n&#58;:error::b\n  &#58;:c");
}

static char *print_markup(const char *format, ...) G_GNUC_PRINTF(1, 2);
static char *print_markup(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = escape_markup_printf(format, arguments);
    va_end(arguments);
    return text;
}

// GLib's own makes `&#x1b;` of a control character and leaves directions as they are.
Test(escape, printed_markup_is_text)
{
    expect(print_markup("<p class=\"%s\">%d\n</p>", "\"\x1b\x7f\xc2\x9b&#x0;\u202e", 5),
           "<p class=\"&quot;\\x1b\\x7f\\u009b&amp;#x0;\\u202e\">5\n</p>");
    expect(print_markup("<p>%s</p>\n%s", "a\n::error::b", "::c"),
           "<p>a\n&#58;:error::b</p>\n&#58;:c");
    expect(print_markup("%s", "\xff"), "\ufffd");
    expect(print_markup("<p>%s</p>", "##[error]a #\ufe0f#vso[b] ###[c"),
           "<p>#\\#[error]a #\ufe0f\\#vso[b] ##\\#[c</p>");
}

Test(escape, markdown_is_text)
{
    expect(escape_markdown("![a](b) [c][d] `e` <f> |g| *h* @i http://j www.k # l"),
           "&#33;[a&#93;(b) [c&#93;[d] &#96;e&#96; &#60;f&#62; &#124;g&#124; &#42;h&#42; "
           "<code>@</code>i http&#58;//j www&#46;k &#35; l");
    expect(escape_markdown("a_b _c_ \x1b\n"), "a_b &#95;c&#95; &#92;x1b&#92;n");
    expect(escape_markdown("sum/loop/n:1024 +1.5% -2 1.5x"), "sum/loop/n:1024 +1.5% -2 1.5x");
}

Test(escape, markdown_begins_no_block)
{
    expect(escape_markdown("- a"), "&#45; a");
    expect(escape_markdown("---"), "&#45;--");
    expect(escape_markdown("==="), "&#61;==");
    expect(escape_markdown("+ a"), "&#43; a");
    expect(escape_markdown("12. a"), "12&#46; a");
    expect(escape_markdown("1) a"), "1&#41; a");
    expect(escape_markdown("    a"), "a");
    expect(escape_markdown("::a"), "&#58;:a");
}

Test(escape, json_stays_the_same_value)
{
    expect(escape_json("{\n \"a\x7f\": \"\u202e \xc2\x9b ##[x] \U000e0041 \u540d #1 \\n\"\n}\n"),
           "{\n \"a\\u007f\": \"\\u202e \\u009b \\u0023#[x] \\udb40\\udc41 \u540d #1 \\n\"\n}\n");
}

Test(escape, gnuplot_draws_references_as_they_are_written)
{
    expect(escape_gnuplot_svg("a & b &#x202e; &amp;"), "a & b &#x26;#x202e; &amp;");
}
